package dev.signalbox.server.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Turns profiling off and on in a server that runs, as an agent that the benchmark loads into it: for a comparison within one
 * process, whose code is compiled in one way. The server has no such switch itself, so this reaches into it by the names of
 * its classes.
 */
@SuppressWarnings("NonFinalStaticField")
public final class ProfilingSwitch {
    static final String ON = "on";
    static final String OFF = "off";

    private static final String PACKAGE = "dev.signalbox.server.";
    /* Both services, kept between calls. */
    private static Object with;
    private static Object without;

    private ProfilingSwitch() {}

    /** The agent's file, made of this class alone. */
    static Path file(Path folder) throws IOException {
        Path file = folder.resolve("profiling-switch.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", ProfilingSwitch.class.getName());
        String name = ProfilingSwitch.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream self = ProfilingSwitch.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new ZipEntry(name));
            self.transferTo(jar);
        }
        return file;
    }

    /** Called in the server, each time that the agent is loaded. */
    public static void agentmain(String mode, Instrumentation server) throws ReflectiveOperationException {
        Class<?> serving = Arrays.stream(server.getAllLoadedClasses())
                .filter(type -> type.getName().equals(PACKAGE + "serving.Serving"))
                .findFirst()
                .orElseThrow();
        ClassLoader loader = serving.getClassLoader();
        Object proxy = bean(loader, serving);
        Object bean = loader.loadClass("io.quarkus.arc.ClientProxy")
                .getMethod("unwrap", Object.class)
                .invoke(null, proxy);
        Field live = open(serving.getDeclaredField("live"));
        if (with == null) {
            with = live.get(bean);
            without = withoutProfiles(loader, with);
        }
        live.set(bean, mode.equals(OFF) ? without : with);
    }

    private static Object bean(ClassLoader loader, Class<?> type) throws ReflectiveOperationException {
        Object container =
                loader.loadClass("io.quarkus.arc.Arc").getMethod("container").invoke(null);
        Object handle = loader.loadClass("io.quarkus.arc.ArcContainer")
                .getMethod("instance", Class.class, java.lang.annotation.Annotation[].class)
                .invoke(container, type, new java.lang.annotation.Annotation[0]);
        return loader.loadClass("io.quarkus.arc.InstanceHandle")
                .getMethod("get")
                .invoke(handle);
    }

    /* The same service, whose counter counts requests and rows alone, as with signalbox.telemetry.profiles=false. */
    private static Object withoutProfiles(ClassLoader loader, Object service) throws ReflectiveOperationException {
        Class<?> counter = loader.loadClass(PACKAGE + "telemetry.ServingCounter");
        Class<?> profiler = loader.loadClass(PACKAGE + "profile.RequestProfiler");
        Supplier<Object> nothing = () -> {
            try {
                return profiler.getMethod("ofNothing").invoke(null);
            } catch (ReflectiveOperationException renamed) {
                throw new IllegalStateException(renamed);
            }
        };
        List<Object> listeners = new ArrayList<>();
        for (Object listener :
                (List<?>) open(service.getClass().getDeclaredField("listeners")).get(service)) {
            listeners.add(
                    counter.isInstance(listener)
                            ? counter.getConstructor(Supplier.class).newInstance(nothing)
                            : listener);
        }
        Constructor<?> constructor = service.getClass().getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        List<Object> arguments = new ArrayList<>();
        for (String field : List.of("model", "workers", "listeners", "metrics", "clock")) {
            arguments.add(
                    field.equals("listeners")
                            ? listeners
                            : open(service.getClass().getDeclaredField(field)).get(service));
        }
        return constructor.newInstance(arguments.toArray());
    }

    private static Field open(Field field) {
        field.setAccessible(true);
        return field;
    }
}
