package dev.signalbox.cli.e2e;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A value that is looked for, in each form in which it could be written down. */
record Sought(List<String> forms) {
    /** A text: as it is, in hexadecimal digits, and in base64 wherever it begins. */
    static Sought of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>();
        forms.add(text);
        forms.add(HexFormat.of().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            String encoded = Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(before + bytes.length)
                            .put(before, bytes)
                            .array());
            /* The first and last digits depend on what is around it. */
            forms.add(encoded.substring(before == 0 ? 0 : 4, (before + bytes.length) / 3 * 4));
        }
        return new Sought(forms);
    }

    /** A number: in decimal digits, in base64, and as the eight bytes of a double, either way round. */
    static Sought of(double number) {
        List<String> forms = new ArrayList<>(of(Double.toString(number)).forms());
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] bytes = ByteBuffer.allocate(Double.BYTES)
                    .order(order)
                    .putDouble(number)
                    .array();
            forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
            forms.add(HexFormat.of().formatHex(bytes));
        }
        return new Sought(forms);
    }

    /** Whether any of the forms is there. */
    boolean in(String text) {
        return forms.stream().anyMatch(text::contains);
    }
}
