package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Mirror;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.Sticky;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrpcTest {
    @TempDir
    Path folder;

    private Bench bench;
    private GrpcDouble stable;
    private GrpcDouble candidate;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        stable = new GrpcDouble("1");
        candidate = new GrpcDouble("2");
    }

    @AfterEach
    void close() throws Exception {
        if (channel != null) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        stable.close();
        candidate.close();
        bench.close();
    }

    private void start(Weight weight) throws Exception {
        start(route(weight));
    }

    private void start(Route route) throws Exception {
        bench.write(route);
        bench.start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", bench.router.port())
                .usePlaintext()
                .build();
    }

    private Route route(Weight weight) {
        return new Route(
                Bench.LOANS,
                1,
                List.of(
                        Backend.ofEndpoints(
                                new ModelVersion("1"), BackendRole.Stable, List.of(stable.address()), weight.rest()),
                        Backend.ofEndpoints(
                                new ModelVersion("2"), BackendRole.Candidate, List.of(candidate.address()), weight)),
                Sticky.byHeader("X-User-Id"),
                "Signalbox-Version",
                1_000,
                true);
    }

    private static Metadata metadata(String... pairs) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < pairs.length; i += 2) {
            metadata.put(Metadata.Key.of(pairs[i], Metadata.ASCII_STRING_MARSHALLER), pairs[i + 1]);
        }
        return metadata;
    }

    private Channel with(String... pairs) {
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata(pairs)));
    }

    private String infer(String... pairs) {
        String[] named = Stream.concat(Stream.of("signalbox-model", "loans"), Arrays.stream(pairs))
                .toArray(String[]::new);
        return call(with(named), "{}".getBytes(StandardCharsets.US_ASCII));
    }

    private static String call(Channel channel, byte[] message) {
        return new String(
                ClientCalls.blockingUnaryCall(channel, GrpcDouble.INFER, CallOptions.DEFAULT, message),
                StandardCharsets.ISO_8859_1);
    }

    private static Status failure(ThrowingCallable call) {
        return Status.fromThrowable(catchThrowable(call));
    }

    private double count(String metric, String version, String... tags) {
        return bench.registry
                .get(metric)
                .tag("version", version)
                .tags(tags)
                .functionCounter()
                .count();
    }

    @Test
    void callsAreSplitExactlyAndAUserStays() throws Exception {
        start(Weight.ofPercent(25));
        for (int i = 0; i < 100; i++) {
            infer();
        }
        assertThat(candidate.calls).hasValue(25);
        String first = infer("x-user-id", "u-7");
        for (int i = 0; i < 10; i++) {
            assertThat(infer("x-user-id", "u-7")).isEqualTo(first);
        }
    }

    @Test
    void aTesterAsksForAVersionAndMetadataPass() throws Exception {
        start(Weight.NONE);
        AtomicReference<Metadata> head = new AtomicReference<>();
        AtomicReference<Metadata> end = new AtomicReference<>();
        Channel watched = ClientInterceptors.intercept(
                with(
                        "signalbox-model",
                        "default/loans",
                        "signalbox-version",
                        "2",
                        "x-own",
                        "kept",
                        "x-request-id",
                        "r-1"),
                MetadataUtils.newCaptureMetadataInterceptor(head, end));
        assertThat(call(watched, new byte[0])).isEqualTo("2");
        assertThat(value(candidate.seen.getFirst(), "x-own")).isEqualTo("kept");
        assertThat(value(candidate.seen.getFirst(), "x-request-id")).isEqualTo("r-1");
        assertThat(value(head.get(), "signalbox-version")).isEqualTo("2");
        assertThat(value(head.get(), "x-request-id")).isEqualTo("r-1");
        assertThat(failure(() -> infer("signalbox-version", "9")).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    private static String value(Metadata metadata, String name) {
        return metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("unavailable", Status.UNAVAILABLE, true),
                argumentSet("internal", Status.INTERNAL, true),
                argumentSet("unknown", Status.UNKNOWN, true),
                argumentSet("too late", Status.DEADLINE_EXCEEDED, true),
                argumentSet("wrong argument", Status.INVALID_ARGUMENT, false),
                argumentSet("not found", Status.NOT_FOUND, false),
                argumentSet("not allowed", Status.PERMISSION_DENIED, false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCandidatesFailureIsAnsweredByStableAndItsWordOnAWrongCallPasses(Status status, boolean failsOver)
            throws Exception {
        candidate.behaviour = (request, answer) ->
                answer.onError(status.withDescription("it said: 100 % wrong").asRuntimeException());
        start(Weight.ALL);
        if (failsOver) {
            assertThat(infer()).isEqualTo("1");
            assertThat(count("signalbox.router.failovers", "2")).isEqualTo(1);
        } else {
            Status seen = failure(() -> infer());
            assertThat(seen.getCode()).isEqualTo(status.getCode());
            assertThat(seen.getDescription()).isEqualTo("it said: 100 % wrong");
            assertThat(stable.calls).hasValue(0);
        }
        assertThat(count("signalbox.router.requests", "2", "outcome", failsOver ? "5xx" : "rejected"))
                .isEqualTo(1);
    }

    @Test
    void aFailureAfterTheMessageIsMadeGoodToo() throws Exception {
        candidate.behaviour = (request, answer) -> {
            answer.onNext(new byte[10]);
            answer.onError(Status.INTERNAL.asRuntimeException());
        };
        start(Weight.ALL);
        assertThat(infer()).isEqualTo("1");
    }

    @Test
    void aCandidateThatHangsIsAnsweredForWithinTheCallsOwnTime() throws Exception {
        candidate.behaviour = (request, answer) -> {};
        start(Weight.ALL);
        String answer = new String(
                ClientCalls.blockingUnaryCall(
                        with("signalbox-model", "loans"),
                        GrpcDouble.INFER,
                        CallOptions.DEFAULT.withDeadlineAfter(600, TimeUnit.MILLISECONDS),
                        new byte[0]),
                StandardCharsets.US_ASCII);
        assertThat(answer).isEqualTo("1");
        assertThat(count("signalbox.router.requests", "2", "outcome", "timeout"))
                .isEqualTo(1);
    }

    @Test
    void whatTheRouterSaysItselfIsSaidInGrpc() throws Exception {
        stable.behaviour = (request, answer) -> {};
        bench.set("signalbox.router.limits.deployment-in-flight", "1");
        start(Weight.NONE);
        Status unknown = failure(() -> call(with("signalbox-model", "secret"), new byte[0]));
        assertThat(unknown.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(unknown.getDescription()).contains("1 models are").doesNotContain("loans");
        Status unnamed = failure(() -> call(channel, new byte[0]));
        assertThat(unnamed.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(unnamed.getDescription()).contains("signalbox-model");
        var first = ClientCalls.futureUnaryCall(
                with("signalbox-model", "loans").newCall(GrpcDouble.INFER, CallOptions.DEFAULT), new byte[0]);
        await().until(() -> stable.calls.get() == 1);
        assertThat(failure(() -> infer()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure(() -> first.get(20, TimeUnit.SECONDS)).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void theServerAsAWholeAnswersForItself() throws Exception {
        start(Weight.NONE);
        for (String method : List.of("ServerLive", "ServerReady")) {
            MethodDescriptor<byte[], byte[]> asked = GrpcDouble.INFER.toBuilder()
                    .setFullMethodName("inference.GRPCInferenceService/" + method)
                    .build();
            assertThat(ClientCalls.blockingUnaryCall(channel, asked, CallOptions.DEFAULT, new byte[0]))
                    .containsExactly(8, 1);
        }
        assertThat(stable.calls).hasValue(0);
    }

    @Test
    void aLargeMessageComesThroughUnchanged() throws Exception {
        stable.behaviour = (request, answer) -> {
            answer.onNext(request);
            answer.onCompleted();
        };
        start(Weight.NONE);
        byte[] large = new byte[3 * 1024 * 1024];
        new Random(3).nextBytes(large);
        assertThat(ClientCalls.blockingUnaryCall(
                        with("signalbox-model", "loans"), GrpcDouble.INFER, CallOptions.DEFAULT, large))
                .isEqualTo(large);
    }

    @Test
    void messagesOfAConversationFlowAsTheyCome() throws Exception {
        start(Weight.NONE);
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(10);
        AtomicBoolean ended = new AtomicBoolean();
        StreamObserver<byte[]> say = ClientCalls.asyncBidiStreamingCall(
                with("signalbox-model", "loans").newCall(GrpcDouble.TALK, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] message) {
                        heard.add(new String(message, StandardCharsets.US_ASCII));
                    }

                    @Override
                    public void onError(Throwable broken) {
                        heard.add(broken.toString());
                    }

                    @Override
                    public void onCompleted() {
                        ended.set(true);
                    }
                });
        for (String word : List.of("one", "two", "three")) {
            say.onNext(word.getBytes(StandardCharsets.US_ASCII));
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(word);
        }
        say.onCompleted();
        await().untilTrue(ended);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(count("signalbox.router.requests", "1", "outcome", "ok")).isEqualTo(1);
    }

    @Test
    void aCallThatIsTakenBackEndsTheWorkOnIt() throws Exception {
        AtomicBoolean taken = new AtomicBoolean();
        stable.behaviour = (request, answer) ->
                ((ServerCallStreamObserver<byte[]>) answer).setOnCancelHandler(() -> taken.set(true));
        start(Weight.NONE);
        var call = ClientCalls.futureUnaryCall(
                with("signalbox-model", "loans").newCall(GrpcDouble.INFER, CallOptions.DEFAULT), new byte[0]);
        await().until(() -> stable.calls.get() == 1);
        call.cancel(true);
        await().untilTrue(taken);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
    }

    @Test
    void callsAreCopiedToTheShadow() throws Exception {
        candidate.behaviour = (request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException());
        start(route(Weight.NONE).withMirror(new Mirror(new ModelVersion("2"), Weight.ALL)));
        for (int i = 0; i < 10; i++) {
            assertThat(infer("x-request-id", "r-" + i)).isEqualTo("1");
        }
        await().until(() -> candidate.calls.get() == 10);
        assertThat(value(candidate.seen.getFirst(), "signalbox-mirror")).isEqualTo("true");
        await().until(() -> count("signalbox.router.mirrored.requests", "2", "outcome", "5xx") == 10);
    }
}
