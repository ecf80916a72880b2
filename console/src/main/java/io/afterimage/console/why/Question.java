package io.afterimage.console.why;

import io.afterimage.schemas.events.ImagePointer;
import java.util.Optional;

/**
 * What somebody asks why of.
 *
 * @param sha256 of the image that is meant
 * @param version that answered
 */
record Question(ImagePointer picture, Optional<String> sha256, String version) {}
