package dev.signalbox.server.folder;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An object store that speaks S3, asked once for each call: an {@code IOException} says that another try may help. */
public final class ObjectStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_OBJECTS = 1_000;
    private static final int CHANGED = 412;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final S3Client client;

    /** Where the store is; what is not said is found as the AWS tools find it. */
    public record Address(Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {
        /** As the AWS tools find it. */
        public static final Address USUAL = new Address(Optional.empty(), Optional.empty(), false);
    }

    /** An object of a bucket: its key, the validator of its present bytes, and how many they are. */
    record Stored(String key, String etag, long size) {}

    ObjectStore(Address address) throws LoadRefused {
        try {
            S3ClientBuilder builder = S3Client.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder()
                            .connectionTimeout(PATIENCE)
                            .socketTimeout(PATIENCE))
                    .overrideConfiguration(rules -> rules.retryStrategy(strategy -> strategy.maxAttempts(1)))
                    /* Stores but Amazon's may not know the checksums that the client would ask for. */
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .region(Region.of(address.region()
                            .or(() -> Optional.ofNullable(System.getenv("AWS_REGION")))
                            .orElse("us-east-1")))
                    .forcePathStyle(address.pathStyle());
            address.endpoint().ifPresent(builder::endpointOverride);
            this.client = builder.build();
        } catch (SdkClientException | IllegalArgumentException wrong) {
            throw new LoadRefused("signalbox.s3 can not be used: " + wrong.getMessage(), wrong);
        }
    }

    /** All objects whose keys begin so. */
    List<Stored> list(Location.Bucket where, String prefix) throws IOException, LoadRefused {
        List<Stored> found = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page = page(where, prefix, token);
            for (S3Object object : page.contents()) {
                found.add(new Stored(object.key(), object.eTag(), object.size()));
            }
            if (found.size() > MOST_OBJECTS) {
                throw new LoadRefused(where.shown() + " must hold at most " + MOST_OBJECTS + " objects");
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
        return found;
    }

    private ListObjectsV2Response page(Location.Bucket where, String prefix, @Nullable String token)
            throws IOException, LoadRefused {
        try {
            return client.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket(where.bucket())
                    .prefix(prefix)
                    .continuationToken(token)
                    .build());
        } catch (SdkException failed) {
            throw failure(where.shown(), failed);
        }
    }

    /** The bytes of an object from an offset on, if it still is what it was when it was listed. */
    InputStream read(Location.Bucket where, Stored object, long offset) throws IOException, LoadRefused {
        try {
            return client.getObject(GetObjectRequest.builder()
                    .bucket(where.bucket())
                    .key(object.key())
                    .ifMatch(object.etag())
                    .range(offset == 0 ? null : "bytes=" + offset + "-")
                    .build());
        } catch (SdkException failed) {
            throw failure("s3://" + where.bucket() + "/" + object.key(), failed);
        }
    }

    /* What the store says of itself may be long, and is cut with the line; its keys are not in it. */
    private static IOException failure(String shown, SdkException failed) throws LoadRefused {
        if (!(failed instanceof S3Exception answered)) {
            return new IOException(shown + " can not be reached: " + cause(failed), failed);
        }
        AwsErrorDetails details = answered.awsErrorDetails();
        String message = shown + " answered " + answered.statusCode()
                + (details == null || details.errorCode() == null
                        ? ""
                        : " " + details.errorCode() + ": " + details.errorMessage());
        int status = answered.statusCode();
        if (status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status == CHANGED) {
            return new IOException(message);
        }
        throw new LoadRefused("signalbox.model.uri can not be fetched: " + message);
    }

    private static String cause(SdkException failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }

    @Override
    public void close() {
        client.close();
    }
}
