package dev.signalbox.cli;

import java.nio.file.Path;

/** Where Signalbox itself lies: the folder of the signalbox script, told by it. */
final class Home {
    private Home() {}

    static Path folder() {
        return Path.of(System.getProperty("signalbox.home", "."))
                .toAbsolutePath()
                .normalize();
    }
}
