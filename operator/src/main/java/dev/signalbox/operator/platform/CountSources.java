package dev.signalbox.operator.platform;

import dev.signalbox.operator.machine.Question;
import java.net.URI;
import java.util.Map;

/** Who counts what both versions of a question do. */
interface CountSources {
    /** What each of them shows to Prometheus, those left out that do not answer; empty if no router does. */
    Map<URI, String> texts(Question question);
}
