using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Belay.Connections;
using Belay.Messages;

namespace Belay.Carriers;

/// <summary>
/// The SMS gateway Kannel, by its <c>sendsms</c> interface: each message is one <c>POST</c> with the text as the body and the rest as
/// <c>X-Kannel-…</c> headers.
/// </summary>
/// <remarks>
/// Kannel knows no idempotency key, so a call whose outcome is unknown is never repeated (P5). It cuts long texts into parts itself, as many as its
/// <c>max-messages</c> allows. See <see cref="KannelAnswer"/> for what its answers mean, and <see cref="KannelReceipt"/> for the way back.
/// </remarks>
public sealed class KannelCarrier : ICarrier, IDisposable
{
    /// <summary>Its name in settings, logs and timelines.</summary>
    public const string Name = "kannel";

    private readonly KannelCarrierOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly CarrierWords _words;
    private readonly CarrierClient _client;

    /// <summary>
    /// Makes one. Throws <see cref="ArgumentException"/> for settings that <see cref="KannelCarrierOptions.Validate"/> finds wrong.
    /// </summary>
    public KannelCarrier(KannelCarrierOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, connector: null)
    {
    }

    internal KannelCarrier(KannelCarrierOptions options, TimeProvider timeProvider, HostConnector? connector)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [var failure, ..])
        {
            throw new ArgumentException(failure, nameof(options));
        }

        _options = options;
        _timeProvider = timeProvider;
        _words = new CarrierWords(options.Password, options.ReceiptToken);
        _client = new CarrierClient(TimeSpan.FromSeconds(options.TimeoutSeconds), mayRepeat: false, timeProvider, connector);
        Traits = new(Name, HonoursIdempotencyKey: false, options.TakesReceipts, options.MaxConnectionsPerServer);
    }

    /// <inheritdoc/>
    public CarrierTraits Traits { get; }

    /// <inheritdoc/>
    public async Task<CarrierAnswer> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var draft = submission.Draft;
        if (WhyNot(draft) is { } refusal)
        {
            return new CarrierAnswer.Refused(refusal);
        }

        using var content = new TrackedContent(Encoding.UTF8.GetBytes(draft.TextToSend), "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = content };
        Describe(request.Headers, draft);
        return await _client.SendAsync(
            request,
            content,
            (status, pause, body) => KannelAnswer.Read(status, pause, body, draft, _words),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>What Kannel cannot send, or would understand as something else.</summary>
    private static MessageError? WhyNot(Draft draft)
    {
        if (draft.Channel != Channel.Sms)
        {
            return new("kannel_channel_unsupported", "Kannel sends text messages only.");
        }

        // Kannel takes blanks as the border between two recipients.
        if (draft.To.Length == 0 || draft.To.AsSpan(draft.To[0] == '+' ? 1 : 0).ContainsAnyExceptInRange('0', '9'))
        {
            return new("kannel_recipient_invalid", "Kannel sends to numbers only.");
        }

        return draft.From.Any(char.IsControl) ? new("kannel_sender_invalid", "The sender holds control characters.") : null;
    }

    private void Describe(HttpRequestHeaders headers, Draft draft)
    {
        Add("Username", _options.Username);
        Add("Password", _options.Password);
        Add("SMSC", _options.SmscId);
        Add("From", draft.From);
        Add("To", draft.To);
        Add("Coding", draft.Encoding == SmsEncoding.Ucs2 ? "2" : "0");
        if (draft.ValidUntil is { } until)
        {
            // Kannel may queue a message in its turn. It counts in minutes, and the last one that has begun is still granted.
            var minutes = Math.Clamp(Math.Ceiling((until - _timeProvider.GetUtcNow()).TotalMinutes), 1, int.MaxValue / 60);
            Add("Validity", minutes.ToString(CultureInfo.InvariantCulture));
        }

        if (_options.TakesReceipts)
        {
            Add("DLR-Mask", KannelReceipt.Mask.ToString(CultureInfo.InvariantCulture));
            Add("DLR-URL", KannelReceipt.AddressFor(draft.Id, _options));
        }

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                headers.TryAddWithoutValidation("X-Kannel-" + name, value);
            }
        }
    }
}
