-- A silo tells its dispatcher what is near as soon as it reads it, so it need not read what is due in ten minutes.
UPDATE OrleansQuery SET QueryText = replace(QueryText, '10 minutes', '1 minute') WHERE QueryKey IN ('ReadRangeRows1Key', 'ReadRangeRows2Key');
