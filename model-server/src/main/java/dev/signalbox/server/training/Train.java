package dev.signalbox.server.training;

import dev.signalbox.server.engine.ModelFailed;
import dev.signalbox.server.engine.TorchLibrary;
import dev.signalbox.server.engine.TrainableModel;
import dev.signalbox.server.folder.FetchFailed;
import dev.signalbox.server.folder.LoadRefused;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.folder.ModelSource;
import dev.signalbox.server.folder.ObjectStore;
import dev.signalbox.server.learning.Evaluation;
import dev.signalbox.server.learning.Part;
import dev.signalbox.server.learning.Patience;
import dev.signalbox.server.learning.Rows;
import dev.signalbox.server.learning.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The program: makes a new version of a model of the stable one and what was learned since. */
public final class Train {
    private static final int FAILED = 1;

    private final TrainingSettings settings;
    private final PrintStream log;

    private Train(TrainingSettings settings, PrintStream log) {
        this.settings = settings;
        this.log = log;
    }

    /** Trains as the environment says. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.out));
    }

    /** Trains as an environment says; returns the status that the program ends with. */
    static int run(Map<String, String> environment, PrintStream log) {
        try {
            new Train(TrainingSettings.of(environment), log).train();
            return 0;
        } catch (TrainingFailed told) {
            log.println("train: " + told.text());
            return told.status().code();
        } catch (IOException | ModelFailed failed) {
            log.println("train: " + failed.getMessage());
            return FAILED;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            log.println("train: interrupted");
            return FAILED;
        }
    }

    private void train() throws TrainingFailed, IOException, InterruptedException {
        ModelFolder stable = stable();
        Target target = target(stable);
        try (NewFolder folder = NewFolder.at(settings.place())) {
            Lesson lesson = lesson(stable, target);
            TorchLibrary.prepare(
                    new TorchLibrary.Settings(Optional.empty(), settings.place().cache(), 1));
            Patience course = fit(stable, target, lesson, folder.model());
            judge(stable, new Exam(stable.signature(), target), lesson, folder, course);
        }
    }

    private ModelFolder stable() throws TrainingFailed {
        TrainingSettings.Place place = settings.place();
        ModelSource source = new ModelSource(new ModelSource.Places(
                place.cache(), settings.limits().mostArtifact(), place.claims(), ObjectStore.Address.USUAL));
        try {
            ModelFolder stable = ModelFolder.read(
                    source.fetch(settings.task().stableUri(), settings.task().stableSha256()));
            if (!Files.isRegularFile(stable.path().resolve(ModelFolder.SIGNATURE))) {
                throw TrainingFailed.refused("the stable version must have a signature.json: it says what is trained");
            }
            return stable;
        } catch (LoadRefused refused) {
            throw new TrainingFailed(TrainingFailed.Status.REFUSED, "SIGNALBOX_STABLE_URI: " + refused.text(), refused);
        } catch (FetchFailed away) {
            throw new TrainingFailed(TrainingFailed.Status.AWAY, "SIGNALBOX_STABLE_URI: " + away.getMessage(), away);
        }
    }

    private static Target target(ModelFolder stable) throws TrainingFailed {
        try {
            return Target.of(stable.signature());
        } catch (IllegalArgumentException wrong) {
            throw new TrainingFailed(TrainingFailed.Status.REFUSED, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private Lesson lesson(ModelFolder stable, Target target) throws TrainingFailed, InterruptedException {
        Lesson lesson = new Lesson(stable.signature(), target, settings.limits());
        try (ExportReader export = new ExportReader(settings.place())) {
            export.read(lesson::take);
        }
        lesson.check();
        log.println(String.format(
                Locale.ROOT,
                "train: %d rows of %d records: %d to fit to, %d to stop by, %d to judge by; left out: %s",
                lesson.size(),
                lesson.records(),
                lesson.rows(Part.TRAINING).size(),
                lesson.rows(Part.VALIDATION).size(),
                lesson.rows(Part.HELD_OUT).size(),
                lesson.omitted()));
        return lesson;
    }

    private Patience fit(ModelFolder stable, Target target, Lesson lesson, Path best)
            throws IOException, TrainingFailed {
        TrainingSettings.Fitting fitting = settings.fitting();
        try (TrainableModel model = TrainableModel.load(
                stable.path(),
                stable.signature(),
                target,
                new TrainableModel.Settings(fitting.learningRate(), fitting.weightDecay(), fitting.seed()))) {
            log.println("train: fitting " + model.parameters() + " weights");
            Patience course = new Fit(model, fitting).run(lesson, best);
            log.println(String.format(
                    Locale.ROOT,
                    "train: %d epochs, the best one was number %d, with a loss of %.4f",
                    course.epoch(),
                    course.best(),
                    course.least()));
            return course;
        } catch (IllegalArgumentException untrainable) {
            throw new TrainingFailed(
                    TrainingFailed.Status.REFUSED, String.valueOf(untrainable.getMessage()), untrainable);
        }
    }

    private void judge(ModelFolder stable, Exam exam, Lesson lesson, NewFolder folder, Patience course)
            throws IOException, TrainingFailed {
        Rows heldOut = lesson.rows(Part.HELD_OUT);
        TrainingReport.Evaluations evaluation = new TrainingReport.Evaluations(
                exam.evaluate(stable.path(), heldOut), exam.evaluate(folder.part(), heldOut));
        boolean better = course.best() > 0
                && evaluation.candidate().accuracy() > evaluation.stable().accuracy();
        String summary = summary(lesson, evaluation, better);
        if (!better) {
            report(new TrainingReport(next(), null, null, false, lesson.size(), evaluation, summary));
            throw new TrainingFailed(TrainingFailed.Status.NO_BETTER, summary);
        }
        BaselineMaker baseline = new BaselineMaker(stable.signature());
        for (Part part : new Part[] {Part.TRAINING, Part.VALIDATION}) {
            Rows rows = lesson.rows(part);
            exam.ask(folder.part(), rows, (asked, answers) -> baseline.add(rows.batch(asked), answers));
        }
        String digest = folder.complete(stable.path(), baseline.made());
        report(new TrainingReport(next(), folder.uri(), digest, true, lesson.size(), evaluation, summary));
        log.println("train: " + summary);
    }

    private String next() {
        return settings.task().next().id();
    }

    private String summary(Lesson lesson, TrainingReport.Evaluations evaluation, boolean better) {
        Evaluation candidate = evaluation.candidate();
        return String.format(
                Locale.ROOT,
                "version %s of %s, trained from version %s on %d rows, is %s: right on %.1f %% of %d held-out rows, version %s on"
                        + " %.1f %%; left out of %d records: %s",
                next(),
                settings.task().deployment(),
                settings.task().stable().id(),
                lesson.size() - lesson.rows(Part.HELD_OUT).size(),
                better ? "better" : "no better and is not kept",
                100 * candidate.accuracy(),
                candidate.n(),
                settings.task().stable().id(),
                100 * evaluation.stable().accuracy(),
                lesson.records(),
                lesson.omitted());
    }

    private void report(TrainingReport report) throws IOException {
        report.write(settings.place().report());
    }
}
