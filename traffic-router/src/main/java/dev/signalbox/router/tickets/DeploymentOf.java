package dev.signalbox.router.tickets;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.router.delivery.Load;
import java.io.IOException;

/** Says of which deployment a written ticket is, without reading it to its end. */
record DeploymentOf(ObjectMapper json) implements Load.Share<byte[]> {
    @Override
    public String of(byte[] ticket) {
        try (JsonParser parser = json.createParser(ticket)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("deployment");
                parser.nextToken();
                if (found) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
        } catch (IOException unreadable) {
            /* The monitor will say so. */
        }
        return "";
    }
}
