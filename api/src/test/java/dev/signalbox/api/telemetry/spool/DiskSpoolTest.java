package dev.signalbox.api.telemetry.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpoolTest {
    static final Codec<String> TEXT = new Codec<>() {
        @Override
        public byte[] write(String item) {
            return item.getBytes(UTF_8);
        }

        @Override
        public String read(byte[] bytes) throws IOException {
            String text = new String(bytes, UTF_8);
            if (text.startsWith("unreadable")) {
                throw new IOException("of another release");
            }
            return text;
        }
    };

    @TempDir
    Path folder;

    @Test
    void theNextProcessGoesOnWhereTheLastOneEnded() throws IOException {
        try (DiskSpool<String> spool = open()) {
            List.of("a", "b", "c").forEach(spool::add);
            spool.acknowledge(spool.oldest(1).getLast().position());
        }
        try (DiskSpool<String> spool = open()) {
            spool.add("d");

            assertThat(items(spool)).containsExactly("b", "c", "d");
            assertThat(spool.size()).isEqualTo(3);
            assertThat(spool.dropped(SpoolDrop.UNREADABLE)).isZero();
        }
    }

    @Test
    void positionsGoOnAfterEverythingWasAcknowledged() throws IOException {
        long last;
        try (DiskSpool<String> spool = open()) {
            spool.add("a");
            last = spool.oldest(1).getLast().position();
            spool.acknowledge(last);
            assertThat(spool.size()).isZero();
            assertThat(spool.bytes()).isZero();
        }
        try (DiskSpool<String> spool = open()) {
            spool.add("b");
            assertThat(spool.oldest(1).getLast().position()).isGreaterThan(last);
        }
    }

    @Test
    void theOldestAreDroppedAndCountedWhenItIsFull() throws IOException {
        try (DiskSpool<String> spool = open()) {
            String kilobyte = "x".repeat(1_000);
            IntStream.range(0, 200).forEach(i -> spool.add(i + kilobyte));

            assertThat(spool.bytes()).isLessThanOrEqualTo(DiskSpool.LEAST_BYTES);
            assertThat(sizeOnDisk()).isLessThanOrEqualTo(DiskSpool.LEAST_BYTES);
            assertThat(spool.dropped(SpoolDrop.FULL)).isEqualTo(200 - spool.size());
            assertThat(spool.size()).isGreaterThan(50);
            assertThat(items(spool).getLast()).startsWith("199x");
            assertThat(items(spool).getFirst()).startsWith(spool.dropped(SpoolDrop.FULL) + "x");
        }
    }

    @Test
    void whatWasSentWhileItOverflowedIsNotMissed() throws IOException {
        try (DiskSpool<String> spool = open()) {
            spool.add("sent");
            long sent = spool.oldest(1).getLast().position();
            String kilobyte = "x".repeat(1_000);
            IntStream.range(0, 100).forEach(i -> spool.add(i + kilobyte));
            List<String> before = items(spool);

            spool.acknowledge(sent);

            assertThat(items(spool)).isEqualTo(before);
        }
    }

    @Test
    void anItemThatIsTooLargeIsCountedAndHarmsNoOther() throws IOException {
        try (DiskSpool<String> spool = open()) {
            spool.add("a");
            spool.add("x".repeat((int) DiskSpool.LEAST_BYTES));

            assertThat(items(spool)).containsExactly("a");
            assertThat(spool.dropped(SpoolDrop.TOO_LARGE)).isOne();
        }
    }

    @Test
    void whatCanNotBeReadIsPassedOverAndCountedOnce() throws IOException {
        try (DiskSpool<String> spool = open()) {
            List.of("unreadable 1", "a", "unreadable 2", "b").forEach(spool::add);

            assertThat(items(spool)).containsExactly("a");
            assertThat(items(spool)).containsExactly("a");
            spool.acknowledge(spool.oldest(1).getLast().position());
            assertThat(items(spool)).containsExactly("b");
            assertThat(spool.dropped(SpoolDrop.UNREADABLE)).isEqualTo(2);
            assertThat(spool.trouble())
                    .hasValueSatisfying(text -> assertThat(text).contains("of another release"));
        }
    }

    @Test
    void aTornOrDamagedTailCostsWhatIsBehindItAlone() throws IOException {
        try (DiskSpool<String> spool = open()) {
            List.of("first", "second", "third").forEach(spool::add);
        }
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        for (int length = 0; length <= bytes.length; length++) {
            Files.write(segment, java.util.Arrays.copyOf(bytes, length));
            try (DiskSpool<String> spool = open()) {
                assertThat(items(spool))
                        .isEqualTo(List.of("first", "second", "third").subList(0, whole(length)));
            }
        }
        bytes[bytes.length - 1] ^= 1;
        Files.write(segment, bytes);
        try (DiskSpool<String> spool = open()) {
            assertThat(items(spool)).containsExactly("first", "second");
            assertThat(spool.dropped(SpoolDrop.UNREADABLE)).isOne();
        }
    }

    @Test
    void withoutItsMarkEverythingIsSentAgain() throws IOException {
        try (DiskSpool<String> spool = open()) {
            List.of("a", "b").forEach(spool::add);
            spool.acknowledge(spool.oldest(1).getLast().position());
        }
        Files.write(folder.resolve("0/acknowledged"), new byte[] {1, 2, 3});
        try (DiskSpool<String> spool = open()) {
            assertThat(items(spool)).containsExactly("a", "b");
        }
    }

    @Test
    void processesThatShareAFolderHaveOneSpoolEachAndAdoptWhatOthersLeft() throws IOException {
        DiskSpool<String> first = open();
        DiskSpool<String> second = open();
        first.add("of the first");
        second.add("of the second");
        assertThat(items(first)).containsExactly("of the first");
        assertThat(items(second)).containsExactly("of the second");
        first.close();
        second.close();

        try (DiskSpool<String> third = open()) {
            assertThat(items(third)).containsExactly("of the first", "of the second");
        }
        try (DiskSpool<String> fourth = open()) {
            assertThat(items(fourth)).containsExactly("of the first", "of the second");
        }
    }

    @Test
    void aDiskThatTakesNothingIsCountedAndSaid() throws IOException {
        DiskSpool<String> spool = open();
        spool.close();

        spool.add("a");

        assertThat(spool.dropped(SpoolDrop.DISK)).isOne();
        assertThat(spool.trouble()).isPresent();
        assertThat(spool.oldest(1)).isEmpty();
    }

    @Test
    void whatWasPromisedIsNotDroppedForWhatComesLater() throws IOException {
        String kilobyte = "x".repeat(1_000);
        int kept = 0;
        try (DiskSpool<String> spool = lossless()) {
            while (spool.keep(kept + kilobyte)) {
                kept++;
            }
            assertThat(kept).isBetween(50, 65);
            assertThat(spool.keep("small")).isTrue();
            spool.add(kilobyte);

            assertThat(spool.dropped(SpoolDrop.FULL))
                    .as("the one that was added")
                    .isOne();
            assertThat(items(spool)).hasSize(kept + 1).first().isEqualTo("0" + kilobyte);
        }
        try (DiskSpool<String> again = lossless()) {
            assertThat(items(again)).hasSize(kept + 1).last().isEqualTo("small");
            assertThat(again.keep(kilobyte)).isFalse();
            again.acknowledge(Long.MAX_VALUE);
            assertThat(again.keep(kilobyte)).isTrue();
        }
    }

    @Test
    void whatWasPromisedByOthersStaysWhereItIsUntilThereIsRoom() throws IOException {
        String kilobyte = "x".repeat(1_000);
        DiskSpool<String> first = lossless();
        DiskSpool<String> second = lossless();
        for (int i = 0; i < 40; i++) {
            assertThat(first.keep("first " + i + kilobyte)).isTrue();
            assertThat(second.keep("second " + i + kilobyte)).isTrue();
        }
        first.close();
        second.close();

        Set<String> delivered = new HashSet<>();
        for (int process = 0; process < 3; process++) {
            try (DiskSpool<String> next = lossless()) {
                delivered.addAll(items(next));
                next.acknowledge(Long.MAX_VALUE);
                for (SpoolDrop reason : SpoolDrop.values()) {
                    assertThat(next.dropped(reason)).isZero();
                }
            }
        }
        assertThat(delivered).hasSize(80);
    }

    @Test
    void whatHadNoRoomAtTheStartIsTakenOverOnceThereIsSome() throws IOException {
        try (DiskSpool<String> first = lossless();
                DiskSpool<String> second = lossless()) {
            fill(first, "first ");
            fill(second, "second ");
        }
        Set<String> delivered = new HashSet<>();
        try (DiskSpool<String> next = lossless()) {
            delivered.addAll(items(next));
            assertThat(next.adoptOrphans()).as("there is no room").isFalse();
            next.acknowledge(Long.MAX_VALUE);

            assertThat(next.adoptOrphans()).isTrue();
            delivered.addAll(items(next));
            next.acknowledge(Long.MAX_VALUE);
            assertThat(next.adoptOrphans()).as("nothing is left").isFalse();
        }
        assertThat(delivered).contains("first 0", "second 0").hasSizeGreaterThan(100);
    }

    private static void fill(DiskSpool<String> spool, String prefix) {
        int number = 0;
        while (spool.keep(prefix + number)) {
            number++;
        }
    }

    @Test
    void whatLiesBehindAPositionIsReadPastWhatWaits() throws IOException {
        try (DiskSpool<String> spool = open()) {
            List.of("a", "b", "c").forEach(spool::add);
            long first = spool.oldest(1).getFirst().position();

            assertThat(spool.after(first, 9)).extracting(Spool.Waiting::item).containsExactly("b", "c");
            assertThat(spool.after(first, 1)).extracting(Spool.Waiting::item).containsExactly("b");
            assertThat(spool.after(first + 2, 9)).isEmpty();
            assertThat(items(spool)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aDiskThatTakesNothingPromisesNothing() throws IOException {
        DiskSpool<String> spool = lossless();
        spool.close();

        assertThat(spool.keep("a")).isFalse();
        assertThat(spool.trouble()).isPresent();
        assertThat(spool.dropped(SpoolDrop.DISK)).isZero();
    }

    /* The process says each item only after add returned, and is killed while it goes on. */
    @Test
    void everythingAddedBeforeAKillIsThereAfterIt() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolWriterProgram.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int said = 0;
        try (BufferedReader out = new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
            String line = out.readLine();
            while (line != null) {
                said = Integer.parseInt(line);
                if (said == 500) {
                    writer.toHandle().destroyForcibly();
                }
                line = out.readLine();
            }
        }
        writer.waitFor();
        int added = said;

        try (DiskSpool<String> spool = DiskSpool.claim(folder, 64 << 20, TEXT)) {
            List<String> found = items(spool);
            assertThat(found).hasSizeGreaterThanOrEqualTo(added);
            assertThat(found)
                    .isEqualTo(IntStream.rangeClosed(1, found.size())
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    private static int whole(int length) {
        int first = Segment.HEADER + "first".length();
        int second = first + Segment.HEADER + "second".length();
        int third = second + Segment.HEADER + "third".length();
        return (length >= first ? 1 : 0) + (length >= second ? 1 : 0) + (length >= third ? 1 : 0);
    }

    private DiskSpool<String> open() throws IOException {
        return DiskSpool.claim(folder, DiskSpool.LEAST_BYTES, TEXT);
    }

    private DiskSpool<String> lossless() throws IOException {
        return DiskSpool.claimLossless(folder, DiskSpool.LEAST_BYTES, TEXT);
    }

    static List<String> items(Spool<String> spool) {
        return spool.oldest(Integer.MAX_VALUE).stream().map(Spool.Waiting::item).toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("0"))) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    private long sizeOnDisk() throws IOException {
        return segments().stream()
                .mapToLong(file -> {
                    try {
                        return Files.size(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .sum();
    }
}
