/** What a pipeline answers, given what a model thinks: thresholds and costs. */
package io.afterimage.models.decision;
