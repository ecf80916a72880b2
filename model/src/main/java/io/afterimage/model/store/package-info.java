/** Keeping model artefacts: in a compacted topic, or in a directory. */
package io.afterimage.model.store;
