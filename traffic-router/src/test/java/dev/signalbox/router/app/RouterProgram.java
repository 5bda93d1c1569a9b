package dev.signalbox.router.app;

import java.io.IOException;
import java.nio.file.Path;

/** A router as a process of its own, which a test can kill: a folder, its name, and settings as {@code key=value}. Prints its port. */
final class RouterProgram {
    private RouterProgram() {}

    public static void main(String[] args) throws IOException {
        Bench bench = new Bench(Path.of(args[0]), args[1]);
        for (int i = 2; i < args.length; i++) {
            int at = args[i].indexOf('=');
            bench.set(args[i].substring(0, at), args[i].substring(at + 1));
        }
        bench.start();
        System.out.println("port " + bench.router.port());
        System.out.flush();
        /* Ends with its parent, however that ends. */
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(0);
    }
}
