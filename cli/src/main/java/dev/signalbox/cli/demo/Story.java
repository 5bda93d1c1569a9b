package dev.signalbox.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells what happens, line by line, with the seconds since it began. */
public final class Story {
    private final PrintWriter out;
    private final long started;
    private volatile boolean over;

    public Story(PrintWriter out, long startedNanos) {
        this.out = out;
        this.started = startedNanos;
    }

    void chapter(String title) {
        plain("");
        plain("== " + title);
    }

    /** One line with the time. */
    public void tell(String line) {
        plain(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - started) / 1e9, line));
    }

    /** A last line with the time; nothing is told after it. */
    public void end(String line) {
        tell(line);
        over = true;
    }

    /** One line without the time. */
    public void plain(String line) {
        if (over) {
            return;
        }
        out.println(line);
        out.flush();
    }
}
