package io.afterimage.console.detail;

import io.afterimage.console.live.GivenLabel;
import io.afterimage.schemas.events.LabelRequest;
import java.util.List;
import java.util.Optional;

/**
 * What the topics say of one image id.
 *
 * @param state {@code searching}, {@code done}, or {@code failed}
 * @param read how many records were looked through
 * @param complete whether there is nothing older
 * @param fault why the search failed
 * @param predictions the newest first: several where the image was sent again
 * @param labels what was said about the image, the newest first
 * @param request the newest request for its label
 * @param learned the versions that learned from it
 */
record ImageStory(
    String id,
    String state,
    long read,
    boolean complete,
    Optional<String> fault,
    List<FoundPrediction> predictions,
    List<GivenLabel> labels,
    Optional<LabelRequest> request,
    List<LearnedFrom.Use> learned) {}
