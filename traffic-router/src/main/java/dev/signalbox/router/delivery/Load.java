package dev.signalbox.router.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;

/**
 * What a courier brings.
 *
 * @param name what people call it
 * @param batch how many at a time
 * @param body how they are written
 * @param share whose share of the monitor's room one takes
 */
public record Load<T>(String name, int batch, Body<T> body, Share<T> share) {
    /** Writes items as the body of one request. */
    public interface Body<T> {
        /** The body of these items. */
        byte[] of(List<T> items) throws JsonProcessingException;
    }

    /** Says whose an item is. */
    public interface Share<T> {
        /** Whose it is, as a name that stays the same. */
        String of(T item);
    }
}
