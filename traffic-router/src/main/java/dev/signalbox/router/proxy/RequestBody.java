package dev.signalbox.router.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of a request, as far as it has been read. It is never looked into. */
sealed interface RequestBody {
    /** Whether the request can be sent (again) from its beginning. */
    boolean fromTheBeginning();

    /** All of it: it can be sent as often as needed. */
    record Whole(Buffer bytes) implements RequestBody {
        @Override
        public boolean fromTheBeginning() {
            return true;
        }
    }

    /** Its beginning, with the rest still to come from a paused request: it can be sent once. */
    final class Flowing implements RequestBody {
        private final Buffer beginning;
        private final HttpServerRequest rest;
        private boolean taken;

        Flowing(Buffer beginning, HttpServerRequest rest) {
            this.beginning = beginning;
            this.rest = rest;
        }

        @Override
        public boolean fromTheBeginning() {
            return !taken;
        }

        HttpServerRequest take() {
            taken = true;
            return rest;
        }

        Buffer beginning() {
            return beginning;
        }
    }
}
