package io.afterimage.benchmarks.adapt;

import io.afterimage.cli.training.ImageTraining;
import io.afterimage.cli.training.LearnedImages;
import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells a story in several modes, each on an installation of its own, from the same first version.
 *
 * @param episode tells it once
 * @param window images of which accuracy is told
 * @param say takes a line on what is going on
 */
public record Teller(Episode episode, int window, Consumer<String> say) {

  /** The service's default. */
  private static final int SIZE = 160;

  private static final String REFRESH_LABELS = "refresh.new.labels";
  private static final int USUAL_REFRESH_LABELS = 20;

  /** One result for each mode. */
  public List<Adaptation> tell(Story story, List<Mode> modes) throws IOException {
    say.accept(
        "%s (%s): %d images learned, %d labelled before, %d streamed, the change after %d, scored on %d fresh ones"
            .formatted(
                story.change().code(),
                story.change().title(),
                story.first().size(),
                story.known().size(),
                story.stream().size(),
                story.changed(),
                story.fresh().size()));
    NewWorld world = NewWorld.of(story, SIZE);
    Episode.Start start = first(story, episode.pacing().seed());
    int due =
        Integer.parseInt(
            episode.trainer().getOrDefault(REFRESH_LABELS, Integer.toString(USUAL_REFRESH_LABELS)));
    List<Adaptation> told = new ArrayList<>();
    for (Mode mode : modes) {
      Episode.Outcome seen = episode.tell(story, mode, start, world::score);
      told.add(Adaptation.of(story, mode, episode.pacing().rate(), world, seen, window, due));
      say.accept("%s: done".formatted(mode.code()));
    }
    return told;
  }

  /** A head on the frozen base, as 'afterimage train' makes it. */
  private static Episode.Start first(Story story, long seed) {
    ImageTraining training = new ImageTraining();
    TrainingPlan plan = TrainingPlan.ofHead(SIZE, seed);
    TrainingSet set = training.read(story.firstDataset(), plan, Progress.NONE, () -> false);
    return new Episode.Start(
        training.train(set, plan, new TrainingListener() {}, () -> false).artifact(),
        LearnedImages.lineage(set, story.firstDataset()));
  }
}
