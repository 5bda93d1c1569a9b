package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A world with a platform in it, as the scenarios see it: users on one side, routers on the other. */
public interface PlatformFixture extends AutoCloseable {
    /** A platform over this world; opened again, it finds what the one before it left. */
    Platform open();

    /** The user creates or changes a deployment. */
    void submit(DeploymentName name, ModelDeploymentSpec spec);

    /** The user says a command beside it. */
    void command(DeploymentName name, String text);

    /** The user deletes it. */
    void delete(DeploymentName name);

    /** Whether anything of it is left: the deployment, its route, anything that runs. */
    boolean exists(DeploymentName name);

    /** What the user sees of it. */
    Optional<ModelDeploymentStatus> status(DeploymentName name);

    /** What routers see of it. */
    Optional<Route> route(DeploymentName name);

    /** The versions of which anything runs. */
    Set<ModelVersion> running(DeploymentName name);

    /** The reasons of its events, oldest first. */
    List<String> eventReasons(DeploymentName name);

    /** A model that loads. */
    String goodUri();

    /** A model that can never be loaded: its server ends with exit code 3. */
    String brokenUri();

    @Override
    void close();
}
