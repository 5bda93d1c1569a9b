package dev.signalbox.server.training;

import dev.signalbox.server.engine.TrainableModel;
import dev.signalbox.server.learning.Part;
import dev.signalbox.server.learning.Patience;
import dev.signalbox.server.learning.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Fits weights to rows, epoch after epoch, and keeps those that do best on rows that are not fitted to. */
final class Fit {
    private final TrainableModel model;
    private final TrainingSettings.Fitting settings;

    Fit(TrainableModel model, TrainingSettings.Fitting settings) {
        this.model = model;
        this.settings = settings;
    }

    /** Writes the best model that was seen, the first one among them, and tells how it went. */
    Patience run(Lesson lesson, Path best) throws IOException, TrainingFailed {
        Rows validation = lesson.rows(Part.VALIDATION);
        double first = loss(validation);
        if (!Double.isFinite(first)) {
            throw TrainingFailed.refused(
                    "the stable version must answer numbers to what it is trained on, got null for some of "
                            + validation.size() + " rows");
        }
        Patience patience = Patience.from(first);
        model.write(best);
        Random order = new Random(settings.seed());
        while (patience.epoch() < settings.epochs() && !patience.isOver(settings.patience())) {
            epoch(lesson.rows(Part.TRAINING), order);
            patience = patience.after(loss(validation));
            if (patience.isBest()) {
                model.write(best);
            }
        }
        return patience;
    }

    private void epoch(Rows rows, Random order) {
        int[] places = shuffled(rows.size(), order);
        for (int from = 0; from < places.length; from += settings.batch()) {
            int[] chosen = Arrays.copyOfRange(places, from, Math.min(places.length, from + settings.batch()));
            model.step(rows.batch(chosen), rows.classes(chosen));
        }
    }

    private double loss(Rows rows) {
        double sum = 0;
        for (int from = 0; from < rows.size(); from += settings.batch()) {
            int[] chosen = IntStream.range(from, Math.min(rows.size(), from + settings.batch()))
                    .toArray();
            sum += chosen.length * model.loss(rows.batch(chosen), rows.classes(chosen));
        }
        return sum / rows.size();
    }

    private static int[] shuffled(int size, Random order) {
        int[] places = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int other = order.nextInt(i + 1);
            int kept = places[i];
            places[i] = places[other];
            places[other] = kept;
        }
        return places;
    }
}
