package dev.signalbox.cli.start;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lists of the classes that runs of one program loaded, as {@code -XX:DumpLoadedClassList} writes them. */
public final class ClassLists {
    private ClassLists() {}

    /**
     * One list of all that any of the runs loaded. The numbers that a virtual machine gave to its classes are left out, since
     * each counts for itself; and so are classes of other loaders than its own, which are told by these numbers.
     */
    public static List<String> merged(List<List<String>> runs) {
        Set<String> merged = new LinkedHashSet<>();
        for (List<String> run : runs) {
            for (String line : run) {
                if (line.startsWith("@")) {
                    merged.add(line);
                } else if (!line.startsWith("#") && !line.contains(" source: ")) {
                    merged.add(line.replaceFirst(" id: .*", ""));
                }
            }
        }
        return List.copyOf(merged);
    }
}
