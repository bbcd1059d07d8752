namespace OAuthAttest.Local.Demo;

/// <summary>How a simulated person behaves when asked.</summary>
internal enum Temper
{
    /// <summary>Answers everything soon: keeps most, removes some.</summary>
    Careful = 0,

    /// <summary>Presses "Keep all low-risk" first, then answers the rest.</summary>
    Quick = 1,

    /// <summary>Answers only after a reminder.</summary>
    Late = 2,

    /// <summary>Answers everything, then takes answers back and decides otherwise.</summary>
    Wavering = 3,

    /// <summary>Presses every button twice.</summary>
    DoubleClicking = 4,

    /// <summary>Never answers.</summary>
    Silent = 5,

    /// <summary>Answers half and stops.</summary>
    HalfHearted = 6,

    /// <summary>Presses a button of somebody else's question before answering their own.</summary>
    Meddling = 7,

    /// <summary>Does not recognise one of the grants.</summary>
    Suspicious = 8,

    /// <summary>Comes back with a click after the cut-off.</summary>
    TooLate = 9,
}
