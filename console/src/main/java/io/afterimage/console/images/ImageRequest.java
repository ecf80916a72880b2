package io.afterimage.console.images;

import io.afterimage.schemas.events.ImagePointer;
import java.util.Optional;

/**
 * An image that a browser asks for.
 *
 * @param sha256 of the image's bytes that the prediction saw, in lower-case hexadecimal: anything
 *     else that lies there by now is not shown
 */
record ImageRequest(ImagePointer pointer, ImageSize size, Optional<String> sha256) {}
