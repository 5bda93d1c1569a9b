package dev.signalbox.monitor.http;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.review.TicketStatus;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.profile.ProfileShape;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The records that this service reads from and writes as JSON, named for native executables. */
@RegisterForReflection(
        targets = {
            AlarmRule.class,
            BinnedNumbers.class,
            CategoryCounts.class,
            FeatureProfile.class,
            Feedback.class,
            InferenceRecord.class,
            Interval.class,
            JudgePolicy.class,
            LatencyHistogram.class,
            Moments.class,
            OutputProfile.class,
            Problem.class,
            ProfileShape.class,
            ProfileShape.Entry.class,
            Reason.class,
            RecordBatch.class,
            RecordBatch.Receipt.class,
            ReferenceProfile.class,
            Callback.class,
            DecidedBy.class,
            Overdue.class,
            ShowSuggestion.class,
            ReviewPolicy.class,
            RouterCounts.class,
            ServerCounts.class,
            TelemetryBatch.class,
            TelemetryBatch.Receipt.class,
            TelemetryWindow.class,
            TicketRequest.class,
            TicketRequest.Content.class,
            TicketStatus.class,
            Verdict.class
        })
final class JsonDocuments {
    private JsonDocuments() {}
}
