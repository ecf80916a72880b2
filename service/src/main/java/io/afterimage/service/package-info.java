/**
 * What both services are to those who run them: a process that ends with a code, meters, consumer
 * lag and health over HTTP. What they do is not known here.
 */
package io.afterimage.service;
