package dev.signalbox.server.serving;

import dev.signalbox.server.batching.RowShape;
import dev.signalbox.server.codec.InferRequest;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.codec.Room;
import dev.signalbox.server.engine.ModelFailed;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.telemetry.Answered;
import dev.signalbox.server.telemetry.ServingListener;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** From the bytes of a request to those of its answer, by way of the queue. Thread safe. */
public final class InferenceService {
    private static final Logger LOG = Logger.getLogger(InferenceService.class);
    private static final int OK = 200;
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

    /** Answers a request's body, sooner or later. */
    public void submit(RequestBody body, Caller caller) {
        if (body.length() <= READ_AT_ONCE && !model.reader().isSlow()) {
            read(body, caller);
        } else {
            Thread.startVirtualThread(() -> read(body, caller));
        }
    }

    /** Counts a request that was refused before it came this far. */
    public void reject() {
        listeners.forEach(ServingListener::rejected);
    }

    private void read(RequestBody body, Caller caller) {
        InferRequest request;
        try {
            request = model.reader().read(body);
        } catch (RequestRefused wrong) {
            reject();
            caller.answer(Reply.error(Reply.WRONG, wrong.text()));
            return;
        } catch (Room.Full full) {
            metrics.full();
            caller.answer(Reply.error(Reply.BUSY, "the server holds as many bytes of requests as it may"));
            return;
        } catch (RuntimeException unforeseen) {
            fail(caller, unforeseen);
            return;
        }
        if (!workers.offer(new Inference(request, RowShape.of(request.batch()), caller))) {
            metrics.full();
            caller.answer(Reply.error(Reply.BUSY, "the server has as many requests waiting as it may"));
        }
    }

    private void fail(Caller caller, Throwable cause) {
        long nanos = clock.getAsLong() - caller.arrived();
        listeners.forEach(listener -> listener.failed(nanos));
        caller.answer(Reply.error(Reply.FAILED, message(cause)));
    }

    private static String message(Throwable cause) {
        if (cause instanceof ModelFailed failed) {
            return failed.text();
        }
        LOG.debug("Inference failed", cause);
        return "the inference failed: " + cause.getClass().getSimpleName();
    }

    /** A request that has been read. */
    private final class Inference implements Job {
        private final InferRequest request;
        private final RowShape shape;
        private final Caller caller;

        Inference(InferRequest request, RowShape shape, Caller caller) {
            this.request = request;
            this.shape = shape;
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
            Reply reply;
            try {
                reply = new Reply(
                        OK,
                        model.writer().answer(request, outputs),
                        Tally.confidence(model.folder().signature(), outputs));
                Answered answered = Answered.of(caller.requestId(), request.batch(), outputs);
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
            caller.answer(Reply.error(Reply.LATE, "the request's timeout passed before the model was free"));
        }

        @Override
        public void forsaken() {
            metrics.gone();
            caller.answer(Reply.error(Reply.LATE, "the client is gone"));
        }
    }
}
