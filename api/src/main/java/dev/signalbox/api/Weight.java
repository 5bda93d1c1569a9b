package dev.signalbox.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/** A share of live requests in basis points: 0 is none, 10,000 is all of them. */
public record Weight(int basisPoints) implements Comparable<Weight> {
    /** No request at all. */
    public static final Weight NONE = new Weight(0);

    /** Every request. */
    public static final Weight ALL = new Weight(10_000);

    @JsonCreator
    public Weight {
        Require.within("weight", basisPoints, 0, 10_000);
    }

    /** The weight of whole percents. */
    public static Weight ofPercent(int percent) {
        return new Weight(Math.multiplyExact(percent, 100));
    }

    /** Reads {@code 5%} or {@code 0.25%}; finer than a basis point is refused. */
    public static Weight parse(String field, String text) {
        String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : "";
        if (!digits.matches("\\d{1,3}(\\.\\d{1,2})?")) {
            throw new IllegalArgumentException(field
                    + " must be a percentage with at most two decimals such as 5% or 0.25%, got \"" + text + "\"");
        }
        int basisPoints = new BigDecimal(digits).movePointRight(2).intValueExact();
        if (basisPoints > ALL.basisPoints) {
            throw new IllegalArgumentException(field + " must be at most 100%, got \"" + text + "\"");
        }
        return new Weight(basisPoints);
    }

    /** What is left of all requests. */
    public Weight rest() {
        return new Weight(ALL.basisPoints - basisPoints);
    }

    @Override
    public int compareTo(Weight other) {
        return Integer.compare(basisPoints, other.basisPoints);
    }

    @JsonValue
    int json() {
        return basisPoints;
    }

    /** The share as people write it: {@code 5%}, {@code 0.25%}. */
    @Override
    public String toString() {
        return new BigDecimal(basisPoints).movePointLeft(2).stripTrailingZeros().toPlainString() + "%";
    }
}
