-- The numbers of the rows whose signature has the bits asked for (64 a number, `warehouse.signatures` sets them). A
-- column of which no bit is asked for is not read.
CREATE OR REPLACE MACRO likely_rows(bits) AS TABLE
    SELECT rowid AS place FROM section_search
    WHERE
        (bits[1] = 0 OR bits_0 & bits[1] = bits[1])
        AND (bits[2] = 0 OR bits_1 & bits[2] = bits[2])
        AND (bits[3] = 0 OR bits_2 & bits[3] = bits[3])
        AND (bits[4] = 0 OR bits_3 & bits[4] = bits[4])
        AND (bits[5] = 0 OR bits_4 & bits[5] = bits[5])
        AND (bits[6] = 0 OR bits_5 & bits[6] = bits[6])
        AND (bits[7] = 0 OR bits_6 & bits[7] = bits[7])
        AND (bits[8] = 0 OR bits_7 & bits[8] = bits[8])
        AND (bits[9] = 0 OR bits_8 & bits[9] = bits[9])
        AND (bits[10] = 0 OR bits_9 & bits[10] = bits[10])
        AND (bits[11] = 0 OR bits_10 & bits[11] = bits[11])
        AND (bits[12] = 0 OR bits_11 & bits[12] = bits[12]);
