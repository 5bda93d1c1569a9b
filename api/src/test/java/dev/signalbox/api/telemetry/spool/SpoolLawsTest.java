package dev.signalbox.api.telemetry.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a spool, what it holds are the newest of what was added, in order, and nothing is lost uncounted. */
class SpoolLawsTest {
    private static final int REOPEN = -1;
    private static final int ACKNOWLEDGE_ALL = -2;
    private static final int ACKNOWLEDGE_SOME = -3;

    @Property(tries = 60)
    void aSpoolOnDiskLosesNothingUncounted(@ForAll("steps") List<Integer> steps) throws IOException {
        Path folder = Files.createTempDirectory("spool-laws");
        DiskSpool<String> spool = open(folder);
        long added = 0;
        long acknowledged = 0;
        long dropped = 0;
        try {
            for (int step : steps) {
                switch (step) {
                    case REOPEN -> {
                        dropped += spool.dropped(SpoolDrop.FULL);
                        spool.close();
                        spool = open(folder);
                    }
                    case ACKNOWLEDGE_ALL -> acknowledged += acknowledge(spool, Integer.MAX_VALUE);
                    case ACKNOWLEDGE_SOME -> acknowledged += acknowledge(spool, 3);
                    default -> {
                        added++;
                        spool.add(added + "/" + "x".repeat(step));
                    }
                }
                long lost = dropped + spool.dropped(SpoolDrop.FULL);
                assertThat(spool.size()).isEqualTo(added - acknowledged - lost);
                assertThat(spool.bytes()).isLessThanOrEqualTo(DiskSpool.LEAST_BYTES);
                long first = added - spool.size() + 1;
                assertThat(DiskSpoolTest.items(spool).stream()
                                .map(item -> Long.parseLong(item.substring(0, item.indexOf('/')))))
                        .isEqualTo(Stream.iterate(first, n -> n + 1)
                                .limit(spool.size())
                                .toList());
            }
        } finally {
            spool.close();
            delete(folder);
        }
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(12, Arbitraries.integers().between(0, 12_000)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just(REOPEN)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just(ACKNOWLEDGE_ALL)),
                        net.jqwik.api.Tuple.of(3, Arbitraries.just(ACKNOWLEDGE_SOME)))
                .list()
                .ofMaxSize(60);
    }

    private static int acknowledge(Spool<String> spool, int most) {
        List<Spool.Waiting<String>> sent = spool.oldest(most);
        if (!sent.isEmpty()) {
            spool.acknowledge(sent.getLast().position());
        }
        return sent.size();
    }

    private static DiskSpool<String> open(Path folder) throws IOException {
        return DiskSpool.claim(folder, DiskSpool.LEAST_BYTES, DiskSpoolTest.TEXT);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
