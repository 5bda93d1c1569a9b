package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.machine.Acceptance;
import dev.signalbox.operator.machine.Decision;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Observation;
import dev.signalbox.operator.machine.Question;
import dev.signalbox.operator.machine.Raising;
import dev.signalbox.operator.machine.RetrainingQuestion;
import dev.signalbox.operator.machine.RolloutMachine;
import dev.signalbox.operator.machine.RolloutReports;
import dev.signalbox.operator.machine.RolloutState;
import dev.signalbox.operator.machine.RouterView;
import dev.signalbox.operator.machine.SmokeView;
import dev.signalbox.operator.machine.StatusReader;
import dev.signalbox.operator.machine.StatusReport;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.HookView;
import dev.signalbox.operator.retraining.RetrainingView;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Looks at one deployment and makes the world a step more like it. The same on every platform. */
public final class Reconcile {
    private static final Logger LOG = Logger.getLogger(Reconcile.class);

    private final Platform platform;
    private final Peers peers;
    private final OperatorMetrics metrics;
    private final Clock clock;

    Reconcile(Platform platform, Peers peers, OperatorMetrics metrics, Clock clock) {
        this.platform = platform;
        this.peers = peers;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What was remembered and what is seen. */
    private record Seen(RolloutState state, Observation observation) {}

    /** Observes once, decides, makes the decision durable, carries it out. True if nothing is expected to happen soon. */
    public boolean reconcile(DeploymentName name) {
        Optional<Seen> seen = observe(name);
        if (seen.isEmpty()) {
            metrics.gone(name);
            return true;
        }
        Decision decision = RolloutMachine.decide(seen.get().state(), seen.get().observation());
        report(seen.get(), decision);
        keepLearning(name, seen.get().observation());
        carryOut(seen.get().observation(), decision);
        return decision.settled();
    }

    private Optional<Seen> observe(DeploymentName name) {
        Optional<DeploymentFacts> facts = platform.observe(name);
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        DeploymentFacts.Document document = facts.get().document();
        RolloutState state = StatusReader.state(document.status(), now);
        Acceptance acceptance = Acceptance.of(state, document);
        List<RouterView> views =
                document.deleting() || state.waitsForRouters() ? peers.routers().views(name) : List.of();
        MonitorView says = document.deleting()
                ? new MonitorView.NotAsked()
                : Question.of(state, name, acceptance).map(peers.monitor()::ask).orElseGet(MonitorView.NotAsked::new);
        /* A candidate that is to be taken back waits for nobody else: what others would have said is asked at the next look. */
        boolean hurry = document.deleting() || takesBack(says);
        RetrainingView retraining = hurry ? RetrainingView.NOTHING : retraining(state, name, acceptance, now);
        MonitorView alarms = hurry
                ? new MonitorView.NotAsked()
                : Raising.question(state, facts.get(), acceptance, now)
                        .map(peers.monitor()::look)
                        .orElseGet(MonitorView.NotAsked::new);
        SmokeView smoke = takesBack(says) ? new SmokeView.Unknown("none were sent") : smoke(state, name);
        return Optional.of(
                new Seen(state, new Observation(now, facts.get(), acceptance, views, says, smoke, retraining, alarms)));
    }

    private static boolean takesBack(MonitorView says) {
        return says instanceof MonitorView.Says(var verdict) && verdict.outcome() == Outcome.Rollback;
    }

    private RetrainingView retraining(RolloutState state, DeploymentName name, Acceptance acceptance, Instant now) {
        RetrainingQuestion question = new RetrainingQuestion(state, acceptance);
        RetrainingRules rules = question.rules().orElse(null);
        if (rules == null) {
            return RetrainingView.NOTHING;
        }
        DecayView decay = question.decay()
                .map(limits -> peers.retraining().decay(name, limits))
                .orElseGet(DecayView.NotAsked::new);
        String webhook = rules.adoption().webhook();
        HookView hook = webhook == null
                ? new HookView.NotTold()
                : question.toTell(now)
                        .map(trained -> peers.retraining().tell(webhook, name, trained))
                        .orElseGet(HookView.NotTold::new);
        return new RetrainingView(
                decay, hook, platform.trainingRefusal(rules.trainer()).orElse(null));
    }

    private SmokeView smoke(RolloutState state, DeploymentName name) {
        var candidate = state.versions().candidate();
        return candidate != null && SmokeView.due(state)
                ? peers.smoke()
                        .ask(
                                name,
                                platform.instances(
                                        name, candidate.spec().model().version()))
                : new SmokeView.Unknown("none were sent");
    }

    private void report(Seen seen, Decision decision) {
        DeploymentName name = seen.observation().facts().name();
        String from = seen.state().phase().name();
        String to = decision.next().phase().name();
        ModelDeploymentStatus fresh = StatusReport.of(seen.observation(), decision);
        ModelDeploymentStatus old = seen.observation().facts().document().status();
        if (StatusReport.worthWriting(old, fresh, seen.observation().now())) {
            platform.writeStatus(name, fresh);
        }
        if (!from.equals(to)) {
            LOG.infof(
                    "Rollout moved on deployment=%s from=%s to=%s reason=%s message=\"%s\"",
                    name, from, to, decision.why().reason(), decision.why().message());
        }
        metrics.place(name, to, decision.why().reason());
        metrics.retraining(name, decision.next().retraining());
        peers.reports().accept(RolloutReports.of(seen.observation(), decision));
    }

    /* Limits that are learned ought to be known when the first candidate comes. In a rollout the monitor is asked by its alarms. */
    private void keepLearning(DeploymentName name, Observation seen) {
        RolloutPlan plan = seen.acceptance().plan();
        if (plan == null || seen.facts().document().deleting()) {
            return;
        }
        boolean learns = plan.alarms().stream().anyMatch(AlarmRule::learns);
        if (learns && seen.monitor() instanceof MonitorView.NotAsked) {
            peers.monitor().keepPolicy(name, plan.alarms());
        }
    }

    private void carryOut(Observation seen, Decision decision) {
        DeploymentName name = seen.facts().name();
        for (Effect effect : decision.effects()) {
            switch (effect) {
                case Effect.OnPlatform onPlatform -> platform.apply(name, onPlatform);
                case Effect.PutPolicy policy -> peers.monitor().policy(name, policy.alarms());
            }
            metrics.carriedOut(effect);
            if (effect instanceof Effect.Announce announce) {
                peers.notifications().tell(Notice.of(seen, decision, announce));
            }
        }
    }
}
