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

    /** The verdict on a version that is no candidate, which nobody else is to hear of; in the same way. */
    MonitorView look(Question question);

    /** Tells by which alarms to judge; a monitor that is away is told again with the first question. */
    void policy(DeploymentName deployment, List<AlarmRule> alarms);

    /** Sees to it that the monitor has these alarms while nothing is judged by them: it learns limits before they are needed. */
    void keepPolicy(DeploymentName deployment, List<AlarmRule> alarms);
}
