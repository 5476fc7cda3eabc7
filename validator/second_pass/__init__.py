"""Readings that the one pass cannot give. Each reads the file once more, and only where somebody asks for it.

    m_weighting     Leq(m) after ISO 21727, at a calibration that somebody states
    lfe_bands       how much of the LFE lies above a frequency
    fold_downs      loudness and true peak of Lo/Ro, Lt/Rt and mono, on the fold-down itself

Like the meters they know no sheet. Importing this package imports nothing; the modules bring scipy.

To add one, add a file here: a function that takes a programme and returns a frozen dataclass.
"""
