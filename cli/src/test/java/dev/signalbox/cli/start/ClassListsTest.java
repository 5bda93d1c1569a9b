package dev.signalbox.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassListsTest {
    @Test
    void whatEitherRunLoadedIsInOneListOnceAndWithoutTheRunsNumbers() {
        List<String> merged = ClassLists.merged(List.of(
                List.of("# by hand", "java/lang/Object id: 0", "@cp java/lang/Object 1", "a/A id: 7"),
                List.of("java/lang/Object id: 0", "b/B id: 7", "@lambda-proxy a/A run ()V")));

        assertThat(merged)
                .containsExactly(
                        "java/lang/Object", "@cp java/lang/Object 1", "a/A", "b/B", "@lambda-proxy a/A run ()V");
    }

    @Test
    void classesOfOtherLoadersAreLeftOut() {
        assertThat(ClassLists.merged(List.of(List.of("a/A id: 9 super: 0 interfaces: 1 source: file:/x.jar"))))
                .isEmpty();
    }
}
