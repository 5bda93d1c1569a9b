package dev.signalbox.api.telemetry.spool;

import java.nio.file.Path;

/** Adds numbers to a spool and says each one that it has added, until it is killed. */
final class SpoolWriterProgram {
    private static final int AT_MOST = 200_000;

    private SpoolWriterProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (DiskSpool<String> spool = DiskSpool.claim(Path.of(arguments[0]), 64 << 20, DiskSpoolTest.TEXT)) {
            for (int number = 1; number <= AT_MOST && !System.out.checkError(); number++) {
                spool.add(Integer.toString(number));
                System.out.println(number);
            }
        }
    }
}
