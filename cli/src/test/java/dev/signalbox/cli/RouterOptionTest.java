package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RouterOptionTest {
    @Command(name = "command")
    static final class ACommand {
        @Mixin
        RouterOption routers = new RouterOption();
    }

    private static RouterOption with(String... arguments) {
        ACommand command = new ACommand();
        new CommandLine(command).parseArgs(arguments);
        return command.routers;
    }

    @Test
    void routersThatAreNamedAreAskedInTheirOrder() {
        assertThat(with("--router", "http://127.0.0.1:8080/", "--router", "http://router.signalbox")
                        .urls())
                .containsExactly("http://127.0.0.1:8080", "http://router.signalbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "ftp://router", "http://", "not a url"})
    void whatIsNoHttpUrlIsRefusedWithTheRule(String url) {
        RouterOption routers = with("--router", url);

        assertThatThrownBy(routers::urls)
                .isInstanceOf(UserError.class)
                .hasMessage("--router must be an http URL with a host, got \"" + url + "\"");
    }
}
