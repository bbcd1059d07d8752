using System.Buffers;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>
/// Takes the body of a delivery piece by piece, so that no more of it is held than its webhook needs. Made by
/// <see cref="IConsentWebhook.NewBody"/> for one delivery, whose receiver disposes of it, completed or not.
/// </summary>
public abstract class DeliveryBody : IDisposable
{
    /// <summary>The largest body in bytes that the source sends; a larger one is refused with 413.</summary>
    public abstract int Largest { get; }

    /// <summary>More would have to be held than is needed of a genuine delivery.</summary>
    public virtual bool IsTooLarge => false;

    /// <summary>The next bytes as they came over the wire.</summary>
    public abstract void Append(ReadOnlySpan<byte> piece);

    /// <summary>The whole body was appended.</summary>
    /// <param name="header">See <see cref="ConsentDelivery"/>.</param>
    public abstract ConsentDelivery Complete(Func<string, string?> header);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what it holds besides memory.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Holds the body as it came.</summary>
internal sealed class WholeBody(int largest = WholeBody.Unstated) : DeliveryBody
{
    /// <summary>
    /// Where a source states no maximum. Okta, Google and our own contract send one or a few events of some kilobytes in one request.
    /// </summary>
    public const int Unstated = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> bytes = new();

    public override int Largest => largest;

    public override void Append(ReadOnlySpan<byte> piece) => bytes.Write(piece);

    public override ConsentDelivery Complete(Func<string, string?> header) => new(header, bytes.WrittenMemory);
}
