package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.util.List;

/** Who judges candidates. */
public interface Monitor {
    /** The verdict, or why there is none; never throws for a monitor that is away. */
    MonitorView ask(Question question);

    /** Tells by which alarms to judge; a monitor that is away is told again with the first question. */
    void policy(DeploymentName deployment, List<AlarmRule> alarms);
}
