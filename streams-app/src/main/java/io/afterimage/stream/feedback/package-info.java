/**
 * The join of labels with the predictions that they judge. Stores hold pointers and labels, never
 * images; nothing here starts a thread.
 */
package io.afterimage.stream.feedback;
