package dev.signalbox.cli.mesh;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a mesh consists of: every service with its configuration, as environment variables. */
record MeshPlan(MeshFolder folder, MeshPorts ports, Programs programs, MeshOptions options) {
    /** The services in the order in which they are started; they end in the opposite one. */
    List<ManagedService.Plan> services(String jdbcUrl) {
        List<ManagedService.Plan> services = new ArrayList<>();
        services.add(monitor(jdbcUrl));
        for (int i = 0; i < ports.routers().size(); i++) {
            services.add(router(i));
        }
        services.add(operator());
        return services;
    }

    private ManagedService.Plan monitor(String jdbcUrl) {
        Map<String, String> settings = common("monitor", ports.monitor());
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
        settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        settings.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
        /* Applications of a mesh on one machine are on it too. */
        settings.put("SIGNALBOX_MONITOR_CALLBACKS_HOSTS", "*");
        return plan("monitor", "monitor-service", "256m", settings, ports.monitor());
    }

    private ManagedService.Plan router(int index) {
        String name = "router-" + (index + 1);
        Map<String, String> settings = common(name, ports.routerAdmins().get(index));
        settings.put("SIGNALBOX_INSTANCE", name);
        settings.put("SIGNALBOX_ROUTER_HOST", "127.0.0.1");
        settings.put("SIGNALBOX_ROUTER_PORT", Integer.toString(ports.routers().get(index)));
        settings.put("SIGNALBOX_ROUTER_ROUTES", "file:" + folder.routes());
        settings.put(
                "SIGNALBOX_ROUTER_CACHE",
                folder.root().resolve(name + "-routes.json").toString());
        settings.put("SIGNALBOX_TELEMETRY_URL", ports.monitorUrl());
        return plan(
                name, "traffic-router", "256m", settings, ports.routerAdmins().get(index));
    }

    private ManagedService.Plan operator() {
        Map<String, String> settings = common("operator", ports.operator());
        settings.put("SIGNALBOX_OPERATOR_PLATFORM", "local");
        settings.put("SIGNALBOX_OPERATOR_MONITOR", ports.monitorUrl());
        settings.put("SIGNALBOX_OPERATOR_ROUTERS", String.join(",", ports.routerAdminUrls()));
        settings.put("SIGNALBOX_OPERATOR_INTERVAL", options.operatorInterval());
        settings.put("SIGNALBOX_OPERATOR_LOCAL_FOLDER", folder.root().toString());
        settings.put("SIGNALBOX_OPERATOR_LOCAL_MODEL_SERVER", String.join(",", modelServer()));
        settings.put("SIGNALBOX_OPERATOR_LOCAL_TELEMETRY_INTERVAL", options.modelServerTelemetry());
        settings.put("SIGNALBOX_OPERATOR_LOCAL_TRAINER", String.join(",", programs.trainer("512m")));
        /* Whoever watches a mesh on one machine does not wait for minutes. */
        settings.put("SIGNALBOX_OPERATOR_DECAY_INTERVAL", "5s");
        settings.put("SIGNALBOX_OPERATOR_SETTLED_INTERVAL", "5s");
        return plan("operator", "operator", "192m", settings, ports.operator());
    }

    /* Nobody else's traffic comes here, so that the budget of records may be large. */
    private List<String> modelServer() {
        List<String> command = new ArrayList<>(programs.command(Programs.MODEL_SERVER, "192m", folder.tmp()));
        if (options.records() > 0) {
            command.addAll(
                    command.indexOf("-jar"),
                    List.of("-Dsignalbox.records.rate=" + options.records(), "-Dsignalbox.records.per-second=1000"));
        }
        return command;
    }

    private ManagedService.Plan plan(
            String name, String program, String heap, Map<String, String> settings, int adminPort) {
        List<String> command = programs.command(program, heap, folder.tmp());
        URI ready = URI.create("http://127.0.0.1:" + adminPort + "/q/health/ready");
        return new ManagedService.Plan(name, command, settings, ready, log(name + ".out"));
    }

    private Map<String, String> common(String name, int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        /* Logs go to files that rotate; what a JVM prints before it can log goes to the .out file beside. */
        settings.put("QUARKUS_LOG_CONSOLE_ENABLED", "false");
        settings.put("QUARKUS_LOG_FILE_ENABLED", "true");
        settings.put("QUARKUS_LOG_FILE_PATH", log(name + ".log").toString());
        settings.put("QUARKUS_LOG_FILE_ROTATION_MAX_FILE_SIZE", "5M");
        settings.put("QUARKUS_LOG_FILE_ROTATION_MAX_BACKUP_INDEX", "1");
        return settings;
    }

    private Path log(String file) {
        return folder.logs().resolve(file);
    }
}
