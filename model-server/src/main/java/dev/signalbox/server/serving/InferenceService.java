package dev.signalbox.server.serving;

import dev.signalbox.server.codec.InferRequest;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.engine.ModelFailed;
import dev.signalbox.server.telemetry.Answered;
import dev.signalbox.server.telemetry.ServingListener;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** From the bytes of a request to those of its answer, on the calling thread. Thread safe. */
public final class InferenceService {
    private static final Logger LOG = Logger.getLogger(InferenceService.class);
    private static final int OK = 200;

    private final ServedModel model;
    private final List<ServingListener> listeners;
    private final LongSupplier nanoClock;

    InferenceService(ServedModel model, List<ServingListener> listeners, LongSupplier nanoClock) {
        this.model = model;
        this.listeners = List.copyOf(listeners);
        this.nanoClock = nanoClock;
    }

    /** Answers a request that was here as a whole at that reading of the clock. */
    public Reply answer(RequestBody body, long arrived) {
        try {
            InferRequest request = model.reader().read(body);
            List<OutputTensor> outputs = model.runner().run(request.batch());
            Reply reply = new Reply(OK, model.writer().answer(request, outputs), confidence(outputs));
            Answered answered = Answered.of(request.batch(), outputs);
            long nanos = nanoClock.getAsLong() - arrived;
            listeners.forEach(listener -> listener.answered(answered, nanos));
            return reply;
        } catch (RequestRefused wrong) {
            reject();
            return Reply.error(Reply.WRONG, wrong.text());
        } catch (ModelFailed failed) {
            return failed(arrived, failed.text());
        } catch (RuntimeException unforeseen) {
            LOG.debug("Inference failed", unforeseen);
            return failed(
                    arrived, "the inference failed: " + unforeseen.getClass().getSimpleName());
        }
    }

    /** Counts a request that was refused before it came this far. */
    public void reject() {
        listeners.forEach(ServingListener::rejected);
    }

    private Reply failed(long arrived, String message) {
        long nanos = nanoClock.getAsLong() - arrived;
        listeners.forEach(listener -> listener.failed(nanos));
        return Reply.error(Reply.FAILED, message);
    }

    private OptionalDouble confidence(List<OutputTensor> outputs) {
        return Tally.confidence(model.folder().signature(), outputs);
    }
}
