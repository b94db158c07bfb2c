using System.Text;
using Belay.Messages;
using Belay.Tests.Conformance;

namespace Belay.Tests.Storage.Sqlite;

/// <summary>Whatever is accepted is read back as it was, in every column and every step, also after a restart.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] Odd =
    [
        "", " ", "'", "\"", "\\", "#", "=", "a=b", "#a", "%", "_", "--", "$p0", "\u0001", "\n\r\t", "\u007F", "\u200B\u202E", "é", "e\u0301", "ß",
        "中文", "😀", "👩‍👩‍👧", "\uFFFD", "\uFFFF", "<&>", "{}", "null", "ＡＢ",
    ];

    [Fact]
    public async Task Random_messages_come_back_as_they_were()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        List<Message> accepted = [];
        for (var i = 0; i < 300; i++)
        {
            accepted.AddRange(await scene.AcceptAllAsync([RandomDraft(scene, random)]));
        }

        for (var round = 0; round < 2; round++)
        {
            foreach (var message in accepted)
            {
                Sound.Same(message, (await stage.Engine.FindAsync(Scene.Acme, message.Id, Scene.Stop))!);
                foreach (var tag in message.Draft.Tags)
                {
                    Assert.Contains(
                        (await stage.Engine.ListAsync(Query with { AllTags = [tag], Batch = message.Draft.Batch }, Scene.Stop)).Messages,
                        one => one.Id == message.Id);
                }

                Assert.Contains(
                    (await stage.Engine.ListAsync(Query with { Labels = message.Draft.Labels, Before = After(message.Id) }, Scene.Stop)).Messages,
                    one => one.Id == message.Id);
            }

            await scene.RestartAsync();
        }
    }

    /// <remarks>Earlier versions left it on the message for ever.</remarks>
    [Fact]
    public async Task An_error_that_is_over_and_still_stands_in_its_columns_is_not_read()
    {
        await using var stage = Stage.Open();
        var sent = await stage.Scene.SendAsync(stage.Scene.NewDraft());
        await stage.OnWriterAsync(session =>
        {
            Stage.Run(session.Connection, "UPDATE message SET error_code = 'sandbox_later', error_title = 'Later.'");
            return true;
        });

        Sound.Same(sent, await stage.Scene.FindAsync(sent.Id));
    }

    [Fact]
    public async Task A_life_with_odd_words_of_the_carrier_comes_back_step_by_step()
    {
        await using var stage = Stage.Open();
        var scene = stage.Scene;
        foreach (var odd in Odd)
        {
            var draft = scene.NewDraft();
            scene.Carrier.Answer(
                draft.To, new CarrierAnswer.Later(null, new MessageError(odd, odd + odd)), new CarrierAnswer.Accepted("ref" + odd + draft.Id));
            await scene.AcceptAsync(draft);
            var sent = await scene.RunUntilAsync(draft.Id, MessageStatus.Sent);
            Assert.Equal(new MessageError(odd, odd + odd), Assert.Single(sent.Timeline, step => step.Error is not null).Error);
            Assert.Equal(
                ReceiptVerdict.Recorded,
                await stage.Engine.ReportAsync("scripted", new Receipt(null, "ref" + odd + draft.Id, Delivered: true), Scene.Stop));
        }
    }

    [Fact]
    public async Task A_label_is_not_found_by_another_split_of_name_and_value_nor_as_a_tag()
    {
        await using var stage = Stage.Open();
        await stage.Scene.AcceptAsync(
            stage.Scene.NewDraft(TimeSpan.FromMinutes(1)) with { Labels = new Dictionary<string, string> { ["a"] = "b" }, Tags = ["tag"] });

        Assert.Empty((await stage.Engine.ListAsync(Query with { AllTags = ["a=b"] }, Scene.Stop)).Messages);
        Assert.Empty((await stage.Engine.ListAsync(Query with { AnyTag = ["%", "ta", "TAG"] }, Scene.Stop)).Messages);
        Assert.Single(
            (await stage.Engine.ListAsync(
                Query with { Labels = new Dictionary<string, string> { ["a"] = "b" }, AnyTag = ["x", "tag", "tag"] }, Scene.Stop)).Messages);
    }

    private static MessageQuery Query { get; } = new() { Organization = Scene.Acme, Limit = MessageQuery.LimitMax };

    private static Draft RandomDraft(Scene scene, Random random)
    {
        string Text(int max)
        {
            var text = new StringBuilder();
            for (var i = random.Next(max); i > 0; i--)
            {
                text.Append(Odd[random.Next(Odd.Length)]);
            }

            return text.ToString();
        }

        DateTimeOffset At() => scene.Now + TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay, TimeSpan.TicksPerDay * 100_000));
        T? Maybe<T>(Func<T> make) => random.Next(2) == 0 ? make() : default;
        return scene.NewDraft() with
        {
            Dialect = (Dialect)random.Next(5),
            Channel = (Channel)random.Next(4),
            From = Text(4),
            To = Text(4),
            Text = random.Next(50) == 0 ? string.Concat(Enumerable.Repeat("😀 long", 50_000)) : Text(40),
            Subject = Maybe(() => Text(5)),
            Media = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text(5))],
            Tags = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Text(3))],
            Labels = Enumerable.Range(0, random.Next(3)).Select(i => Text(3) + i).ToDictionary(name => name, _ => Text(3)),
            Encoding = (SmsEncoding)random.Next(2),
            Parts = random.Next(1, 11),
            SmartEncoded = random.Next(2) == 0,
            SendAt = At().ToOffset(TimeSpan.FromMinutes(random.Next(-600, 600))),
            ValidUntil = random.Next(2) == 0 ? At() : null,
            Webhook = random.Next(2) == 0 ? WebhookTarget.None : new WebhookTarget(
                (MessageStatuses)random.Next(1, 1 << 10), Maybe(() => Text(4)), Maybe(() => Text(4))),
            Extra = Maybe(() => Text(20)),
        };
    }

    /// <summary>The least id above this one, so that a page begins with the message itself.</summary>
    private static MessageId After(MessageId id)
    {
        var bytes = id.Value.ToByteArray(bigEndian: true);
        for (var i = 15; i >= 0 && ++bytes[i] == 0; i--)
        {
        }

        return new(new Guid(bytes, bigEndian: true));
    }
}
