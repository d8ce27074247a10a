-- Where in which trace a job was caused: the traceparent of W3C Trace Context.
ALTER TABLE jobs ADD COLUMN traceparent VARCHAR(55) CHARACTER SET ascii NULL;
