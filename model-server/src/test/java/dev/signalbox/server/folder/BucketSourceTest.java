package dev.signalbox.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models out of a bucket. */
class BucketSourceTest {
    private static final String PREFIX = "loan approval/7/";
    private static final String FOLDER = "s3://models/loan%20approval/7/";

    @TempDir
    Path folder;

    private S3Double store;

    @BeforeEach
    void aStoreWithAModel() throws IOException {
        store = new S3Double();
        store.put(PREFIX, new byte[0]);
        store.put(PREFIX + "model.pt", "torch ".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        store.put(PREFIX + "signature.json", "{}".getBytes(StandardCharsets.UTF_8));
        store.put(PREFIX + "notes/read me.txt", "x".getBytes(StandardCharsets.UTF_8));
        store.put(PREFIX + "empty", new byte[0]);
        store.put("loan approval/70/model.pt", "another".getBytes(StandardCharsets.UTF_8));
        keys(S3Double.ACCESS_KEY, S3Double.SECRET_KEY);
    }

    @AfterEach
    void end() {
        store.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void thePrefixIsAFolderAndIsFetchedOnce() throws Exception {
        Path model = source(1 << 20).fetch(FOLDER, Optional.empty());

        assertThat(model.resolve("model.pt")).hasContent("torch ".repeat(10_000));
        assertThat(model.resolve("notes/read me.txt")).hasContent("x");
        assertThat(model.resolve("empty")).isEmptyFile();
        assertThat(store.served())
                .allSatisfy(key -> assertThat(key).startsWith(PREFIX).endsWith("@0"));
        int served = store.served().size();
        assertThat(source(1 << 20).fetch("s3://models/loan%20approval/7", Optional.empty()))
                .isEqualTo(model);
        assertThat(store.served()).hasSize(served);
        String digest = ModelSource.sha256(model.resolve("model.pt"));
        assertThat(source(1 << 20).fetch(FOLDER, Optional.of(digest))).isEqualTo(model);
        assertThatThrownBy(() -> source(1 << 20).fetch(FOLDER, Optional.of("00ff")))
                .isInstanceOf(LoadRefused.class)
                .hasMessage("signalbox.model.sha256 must be that of model.pt, " + digest + ", got 00ff");
    }

    @Test
    void objectsThatChangedAreAnotherFolder() throws Exception {
        Path before = source(1 << 20).fetch(FOLDER, Optional.empty());
        store.put(PREFIX + "model.pt", "torch 2".getBytes(StandardCharsets.UTF_8));

        Path after = source(1 << 20).fetch(FOLDER, Optional.empty());

        assertThat(after).isNotEqualTo(before);
        assertThat(after.resolve("model.pt")).hasContent("torch 2");
    }

    @Test
    void aZipIsOneObject() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"model.pt", "signature.json"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("{}".getBytes(StandardCharsets.UTF_8));
            }
        }
        store.put("loan/7.zip", bytes.toByteArray());
        store.put("loan/7.zip.old", new byte[] {1});

        Path model = source(1 << 20).fetch("s3://models/loan/7.zip", Optional.empty());

        assertThat(model.resolve("model.pt")).hasContent("{}");
        assertThat(model.getFileName().toString()).isEqualTo(ModelSource.sha256(bytes.toByteArray()));
        assertThatThrownBy(() -> source(1 << 20).fetch("s3://models/loan/7.zip", Optional.of("00ff")))
                .hasMessageContaining("must be that of 7.zip");

        Optional<String> digest = Optional.of(ModelSource.sha256(bytes.toByteArray()));
        store.close();
        assertThat(source(1 << 20).fetch("s3://models/loan/7.zip", digest))
                .as("the same bytes, by a process that starts without a network")
                .isEqualTo(model);
    }

    @Test
    void aFetchThatBreaksOffGoesOnWhereItEnded() throws Exception {
        store.cut(1);
        store.busy(1);

        Path model = source(1 << 20).fetch(FOLDER, Optional.empty());

        assertThat(model.resolve("model.pt")).hasContent("torch ".repeat(10_000));
        assertThat(store.served()).contains(PREFIX + "model.pt@0", PREFIX + "model.pt@30000");
    }

    @Test
    void whatIsWrongIsRefusedAndNothingIsLeftThatCouldBeServed() {
        refused("s3://models/loan/none/", "must name the prefix of objects that are there, got s3://models/loan/none/");
        refused("s3://models/none.zip", "must name an object that is there, got s3://models/none.zip");
        refused("s3://others/7/", "s3://others/7/ answered 404 NoSuchBucket: NoSuchBucket it is");
        refused("s3:models", "must be s3://bucket/prefix/ or s3://bucket/model.zip, got s3:models");
        store.put("no model/x", new byte[] {1});
        refused("s3://models/no%20model/", "the model folder must hold model.pt");
        assertThatThrownBy(() -> source(1_000).fetch(FOLDER, Optional.empty()))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("the model must have at most 1000 bytes (signalbox.model.max-artifact)");
        store.put("evil/../../x", new byte[] {1});
        refused("s3://models/evil/", "objects must stay within their prefix, got evil/../../x");
    }

    @Test
    void keysThatDoNotOpenAreRefusedAndNotTold() {
        keys(S3Double.ACCESS_KEY, "another-secret");
        refused(FOLDER, "answered 403 SignatureDoesNotMatch");
        keys("AKIDOTHER", "another-secret");
        assertThatThrownBy(() -> source(1 << 20).fetch(FOLDER, Optional.empty()))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("answered 403 InvalidAccessKeyId")
                .message()
                .doesNotContain("another-secret");
    }

    @Test
    void aStoreThatIsAwayMayComeBack() {
        store.close();

        assertThatThrownBy(() -> source(1 << 20).fetch(FOLDER, Optional.empty()))
                .isInstanceOf(FetchFailed.class)
                .hasMessageContaining("after 3 tries")
                .hasMessageContaining("s3://models/loan approval/7/ can not be reached: ConnectException");
    }

    private void refused(String uri, String why) {
        assertThatThrownBy(() -> source(1 << 20).fetch(uri, Optional.empty()))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining(why);
    }

    private ModelSource source(long mostBytes) {
        ObjectStore.Address address = new ObjectStore.Address(Optional.of(store.url()), Optional.of("eu-test-1"), true);
        return new ModelSource(
                new ModelSource.Places(folder.resolve("cache"), mostBytes, folder.resolve("claims"), address),
                new Download.Tries(3, Duration.ofMillis(1)));
    }

    private static void keys(String access, String secret) {
        System.setProperty("aws.accessKeyId", access);
        System.setProperty("aws.secretAccessKey", secret);
    }
}
