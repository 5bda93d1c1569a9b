package dev.signalbox.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.signalbox.server.body.BodyBounds;
import dev.signalbox.server.body.ContentCoding;
import dev.signalbox.server.body.Inflation;
import dev.signalbox.server.body.RequestBodies;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.MessageWriter;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.messages.ModelMetadataRequest;
import dev.signalbox.server.messages.ModelReadyRequest;
import dev.signalbox.server.messages.ModelReadyResponse;
import dev.signalbox.server.messages.ServerLiveRequest;
import dev.signalbox.server.messages.ServerLiveResponse;
import dev.signalbox.server.messages.ServerMetadataRequest;
import dev.signalbox.server.messages.ServerReadyRequest;
import dev.signalbox.server.messages.ServerReadyResponse;
import dev.signalbox.server.serving.ServedModel;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The calls of the protocol's gRPC form, on the port of its REST form, and what every other call is answered. */
@ApplicationScoped
public class GrpcRoutes {
    private static final String SERVICE = "/inference.GRPCInferenceService/";
    private static final int LARGEST_QUESTION = 4_096;
    private static final int BAD_REQUEST = 400;
    /* Before the patterns of the REST form, which none of these paths fits. */
    private static final int FIRST = -9_000;
    private static final int BEFORE_THE_LAST = Integer.MAX_VALUE - 1;

    private final ServingState state;
    private final InferCalls inference;
    private final HealthCalls health;
    private final String serverVersion;
    private final BodyBounds questions;

    GrpcRoutes(
            ServingState state,
            InferCalls inference,
            HealthCalls health,
            RequestBodies bodies,
            @ConfigProperty(name = "quarkus.application.version") String serverVersion) {
        this.state = state;
        this.inference = inference;
        this.health = health;
        this.questions = bodies.small(LARGEST_QUESTION, 256);
        this.serverVersion = serverVersion;
    }

    /** Answers a small message by another, or says why not. */
    interface Method<Q> {
        MessageLite answer(Q question) throws CallFailed;
    }

    void register(@Observes Router router) {
        call(router, SERVICE + "ModelInfer", inference::handle);
        call(
                router,
                SERVICE + "ServerLive",
                unary(
                        ServerLiveRequest.parser(),
                        asked -> ServerLiveResponse.newBuilder().setLive(true).build()));
        call(
                router,
                SERVICE + "ServerReady",
                unary(
                        ServerReadyRequest.parser(),
                        asked -> ServerReadyResponse.newBuilder()
                                .setReady(state.ready())
                                .build()));
        call(
                router,
                SERVICE + "ServerMetadata",
                unary(ServerMetadataRequest.parser(), asked -> MessageWriter.server(serverVersion)));
        call(router, SERVICE + "ModelReady", unary(ModelReadyRequest.parser(), this::modelReady));
        call(router, SERVICE + "ModelMetadata", unary(ModelMetadataRequest.parser(), asked -> {
            ServedModel model = model(asked.getName(), asked.getVersion());
            return MessageWriter.metadata(model.identity(), model.folder().signature());
        }));
        health.register(this, router);
        router.route().order(BEFORE_THE_LAST).handler(GrpcRoutes::unknown);
    }

    private MessageLite modelReady(ModelReadyRequest asked) throws CallFailed {
        if (state.loaded().isPresent()) {
            model(asked.getName(), asked.getVersion());
        }
        return ModelReadyResponse.newBuilder().setReady(state.ready()).build();
    }

    private ServedModel model(String name, String version) throws CallFailed {
        ServedModel model =
                state.loaded().orElseThrow(() -> new CallFailed(GrpcStatus.UNAVAILABLE, "the model is not ready"));
        String wrong = model.identity()
                .unlike(name, version.isEmpty() ? null : version)
                .orElse(null);
        if (wrong != null) {
            throw new CallFailed(GrpcStatus.NOT_FOUND, wrong);
        }
        return model;
    }

    /** Hands calls of a path on; what is no gRPC has no such path. */
    void call(Router router, String path, Consumer<HttpServerRequest> next) {
        router.post(path).order(FIRST).handler(context -> {
            if (!isGrpc(context.request())) {
                context.next();
            } else if (context.request().version() == HttpVersion.HTTP_2) {
                next.accept(context.request());
            } else {
                context.request().resume();
                context.response()
                        .setStatusCode(BAD_REQUEST)
                        .putHeader("Content-Type", "application/json")
                        .end(Buffer.buffer(AnswerWriter.error("gRPC must come over HTTP/2, got "
                                + context.request().version())));
            }
        });
    }

    /** A call of one small message that is answered by one, at once. */
    <Q> Consumer<HttpServerRequest> unary(Parser<Q> parser, Method<Q> method) {
        return request -> question(
                request, parser, asked -> GrpcAnswers.message(request.response(), GrpcFrame.of(method.answer(asked))));
    }

    /** What is done about a small message. */
    interface Question<Q> {
        void answer(Q asked) throws CallFailed;
    }

    /** Reads the small message of a call. */
    <Q> void question(HttpServerRequest request, Parser<Q> parser, Question<Q> next) {
        HttpServerResponse response = request.response();
        CallReader.read(request, questions, whole -> {
            questions.budget().giveBack(whole.taken());
            Inflation inflation = new Inflation(questions.budget(), LARGEST_QUESTION);
            try {
                GrpcFrame frame = GrpcFrame.only(whole.body().joined());
                ContentCoding coding = MessageCoding.of(frame, request.getHeader(MessageCoding.HEADER));
                next.answer(parser.parseFrom(inflation.inflate(coding, frame.message())));
            } catch (RequestRefused wrong) {
                GrpcAnswers.status(response, GrpcStatus.INVALID_ARGUMENT, wrong.text());
            } catch (InvalidProtocolBufferException malformed) {
                GrpcAnswers.status(
                        response,
                        GrpcStatus.INVALID_ARGUMENT,
                        "message must be well formed: " + malformed.getMessage());
            } catch (MessageCoding.Unknown unknown) {
                GrpcAnswers.unknownCoding(response, unknown);
            } catch (Inflation.Refused much) {
                GrpcAnswers.status(response, GrpcStatus.RESOURCE_EXHAUSTED, CallReader.tooLarge(LARGEST_QUESTION));
            } catch (CallFailed failed) {
                GrpcAnswers.status(response, failed.status(), failed.text());
            } finally {
                questions.budget().giveBack(inflation.taken());
            }
        });
    }

    private static void unknown(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2 && isGrpc(request)) {
            request.resume();
            GrpcAnswers.status(
                    context.response(), GrpcStatus.UNIMPLEMENTED, "this server has no call " + shown(request.path()));
        } else {
            context.next();
        }
    }

    private static boolean isGrpc(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null
                && (type.equals(GrpcAnswers.CONTENT_TYPE)
                        || type.startsWith(GrpcAnswers.CONTENT_TYPE + "+proto")
                        || type.startsWith(GrpcAnswers.CONTENT_TYPE + ";"));
    }

    private static String shown(@Nullable String called) {
        String path = String.valueOf(called);
        return path.length() <= 80 ? path : path.substring(0, 80) + "...";
    }
}
