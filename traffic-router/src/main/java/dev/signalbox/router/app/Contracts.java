package dev.signalbox.router.app;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Mirror;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import dev.signalbox.api.route.RouterReport;
import dev.signalbox.api.route.Sticky;
import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.GuardCounts;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.MirrorCounts;
import dev.signalbox.api.telemetry.MirrorDrop;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The records that are read and written as JSON, so that a native executable keeps what that needs. */
@RegisterForReflection(
        targets = {
            Automation.class,
            Backend.class,
            BackendRole.class,
            Degree.class,
            DeploymentName.class,
            FailureKind.class,
            GuardCounts.class,
            LatencyHistogram.class,
            Mirror.class,
            MirrorCounts.class,
            MirrorDrop.class,
            ModelVersion.class,
            Overdue.class,
            Reporter.class,
            Callback.class,
            ReviewPolicy.class,
            Route.class,
            RouteTable.class,
            RouterCounts.class,
            RouterReport.class,
            RouterReport.Applied.class,
            ShowSuggestion.class,
            Sticky.class,
            TelemetryBatch.class,
            TelemetryWindow.class,
            TicketReason.class,
            TicketRequest.class,
            TicketRequest.Content.class,
            Weight.class
        },
        /* What the spans' exporter looks for by name. */
        classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
final class Contracts {
    private Contracts() {}
}
