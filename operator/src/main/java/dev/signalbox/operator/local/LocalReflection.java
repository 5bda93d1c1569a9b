package dev.signalbox.operator.local;

import dev.signalbox.operator.local.folder.EventLog;
import dev.signalbox.operator.local.process.RunRecord;
import dev.signalbox.operator.local.process.TrainingRecord;
import dev.signalbox.operator.local.process.Wanted;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Names the records of the mesh folder's files, which a native executable reads and writes by reflection. */
@RegisterForReflection(
        targets = {EventLog.Entry.class, RunRecord.class, RunRecord.Crashes.class, Wanted.class, TrainingRecord.class})
final class LocalReflection {
    private LocalReflection() {}
}
