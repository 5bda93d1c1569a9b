package dev.signalbox.api.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body that is read to so many bytes, and fails beyond. Used as the client does: by one thread at a time. */
final class BoundedBody<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> body;
    private final int largest;
    private long read;
    private Flow.@Nullable Subscription subscription;

    BoundedBody(BodySubscriber<T> body, int largest) {
        this.body = body;
        this.largest = largest;
    }

    @Override
    public CompletionStage<T> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        body.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        if (read > largest) {
            return;
        }
        for (ByteBuffer buffer : bytes) {
            read += buffer.remaining();
        }
        if (read <= largest) {
            body.onNext(bytes);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        body.onError(new IOException("the body has more than " + largest + " bytes"));
    }

    @Override
    public void onError(Throwable failure) {
        body.onError(failure);
    }

    @Override
    public void onComplete() {
        if (read <= largest) {
            body.onComplete();
        }
    }
}
