/**
 * Requests for labels: which of the images that the stream has answered somebody should look at,
 * within a budget, and what the answers to a random share of them say about accuracy.
 */
package io.afterimage.trainer.requests;
