package dev.signalbox.monitor.records;

import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.http.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.concurrent.Semaphore;

/** Lets a few exports run at a time: each takes a thread for as long as its reader takes. Thread safe. */
@Singleton
public class ExportSlots {
    /** The type of lines of JSON. */
    public static final String LINES = "application/x-ndjson";

    private static final int AT_A_TIME = 4;

    private final Semaphore slots = new Semaphore(AT_A_TIME);

    /** An answer with this body, once there is room for one more. */
    public Response.ResponseBuilder stream(StreamingOutput body) {
        if (!slots.tryAcquire()) {
            throw new ProblemException(Problem.busy("at most " + AT_A_TIME + " exports at a time"));
        }
        return Response.ok((StreamingOutput) out -> {
            try {
                body.write(out);
            } finally {
                slots.release();
            }
        });
    }
}
