package dev.signalbox.server.serving;

import dev.signalbox.server.batching.RowShape;
import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.InferRequest;
import dev.signalbox.server.codec.Question;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.codec.Room;
import dev.signalbox.server.codec.UnknownModel;
import dev.signalbox.server.engine.ModelFailed;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.telemetry.Answered;
import dev.signalbox.server.telemetry.ServingListener;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** From the bytes of a request to those of its answer, by way of the queue. Thread safe. */
public final class InferenceService {
    private static final Logger LOG = Logger.getLogger(InferenceService.class);
    /* A small body is read sooner than a thread is woken; a large one would keep the caller's thread from others. */
    private static final int READ_AT_ONCE = 64 * 1024;

    private final ServedModel model;
    private final InferenceWorkers workers;
    private final List<ServingListener> listeners;
    private final QueueMetrics metrics;
    private final LongSupplier clock;

    InferenceService(
            ServedModel model,
            InferenceWorkers workers,
            List<ServingListener> listeners,
            QueueMetrics metrics,
            LongSupplier clock) {
        this.model = model;
        this.workers = workers;
        this.listeners = List.copyOf(listeners);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Answers a request of the REST form, sooner or later. */
    public void submit(RequestBody body, Caller<Answer> caller) {
        submit(model.question(body), caller);
    }

    /** Answers a request of the gRPC form, the bytes of its message, whose pictures take their memory from this room. */
    public void submit(byte[] message, Room room, Caller<ModelInferResponse> caller) {
        submit(model.question(message, room), caller);
    }

    private <A> void submit(Question<A> question, Caller<A> caller) {
        if (question.length() <= READ_AT_ONCE && !question.isSlow()) {
            read(question, caller);
        } else {
            Thread.startVirtualThread(() -> read(question, caller));
        }
    }

    /** Counts a request that was refused before it came this far. */
    public void reject() {
        listeners.forEach(ServingListener::rejected);
    }

    private <A> void read(Question<A> question, Caller<A> caller) {
        InferRequest request;
        try {
            request = question.read();
        } catch (RequestRefused wrong) {
            reject();
            caller.answer(new Reply.Refused<>(Refusal.WRONG, wrong.text()));
            return;
        } catch (UnknownModel other) {
            caller.answer(new Reply.Refused<>(Refusal.UNKNOWN, other.text()));
            return;
        } catch (Room.Full full) {
            metrics.full();
            caller.answer(new Reply.Refused<>(Refusal.BUSY, "the server holds as many bytes of requests as it may"));
            return;
        } catch (RuntimeException unforeseen) {
            fail(caller, unforeseen);
            return;
        } catch (OutOfMemoryError much) {
            /* Arrays for its elements: they are garbage by now, and others find room again. */
            metrics.noMemory();
            caller.answer(new Reply.Refused<>(Refusal.BUSY, "the server has no memory for this request now"));
            return;
        }
        if (!workers.offer(new Inference<>(question, request, caller))) {
            metrics.full();
            caller.answer(new Reply.Refused<>(Refusal.BUSY, "the server has as many requests waiting as it may"));
        }
    }

    private <A> void fail(Caller<A> caller, Throwable cause) {
        long nanos = clock.getAsLong() - caller.arrived();
        listeners.forEach(listener -> listener.failed(nanos));
        caller.answer(new Reply.Refused<>(Refusal.FAILED, message(cause)));
    }

    private static String message(Throwable cause) {
        if (cause instanceof ModelFailed failed) {
            return failed.text();
        }
        LOG.debug("Inference failed", cause);
        return "the inference failed: " + cause.getClass().getSimpleName();
    }

    /** A request that has been read. */
    private final class Inference<A> implements Job {
        private final Question<A> question;
        private final InferRequest request;
        private final RowShape shape;
        private final Caller<A> caller;

        Inference(Question<A> question, InferRequest request, Caller<A> caller) {
            this.question = question;
            this.request = request;
            this.shape = RowShape.of(request.batch());
            this.caller = caller;
        }

        @Override
        public RowShape shape() {
            return shape;
        }

        @Override
        public int rows() {
            return request.batch().rows();
        }

        @Override
        public long arrived() {
            return caller.arrived();
        }

        @Override
        public long deadline() {
            return caller.deadline();
        }

        @Override
        public boolean abandoned() {
            return caller.gone();
        }

        @Override
        public Batch batch() {
            return request.batch();
        }

        @Override
        public ModelRunner runner() {
            return model.runner();
        }

        @Override
        public void leads(int requests, int rows) {
            metrics.ran(requests, rows);
        }

        @Override
        public void answered(List<OutputTensor> outputs) {
            Reply<A> reply;
            try {
                reply = new Reply.Answered<>(
                        question.write(request, outputs),
                        Reply.Told.of(
                                model.folder().signature(), request.batch().rows(), outputs));
                Answered answered =
                        Answered.of(new Answered.Origin(caller.requestId(), caller.unit()), request.batch(), outputs);
                long nanos = clock.getAsLong() - caller.arrived();
                listeners.forEach(listener -> listener.answered(answered, nanos));
            } catch (RuntimeException unforeseen) {
                fail(caller, unforeseen);
                return;
            }
            caller.answer(reply);
        }

        @Override
        public void failed(Throwable cause) {
            fail(caller, cause);
        }

        @Override
        public void expired() {
            metrics.expired();
            caller.answer(new Reply.Refused<>(Refusal.LATE, "the request's timeout passed before the model was free"));
        }

        @Override
        public void forsaken() {
            metrics.gone();
            caller.answer(new Reply.Refused<>(Refusal.LATE, "the client is gone"));
        }
    }
}
