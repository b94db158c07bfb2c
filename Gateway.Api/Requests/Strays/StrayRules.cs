using System.Text.Json;
using System.Xml.Linq;
using Belay.Gateway.Api.Requests.Times;

namespace Belay.Gateway.Api.Requests.Strays;

/// <summary>
/// Finds what the reader of a body leaves behind: readers pick the fields that they know, and a field that is ignored could be a misspelt time, or
/// a known one at the wrong level, and the message would leave now, or by another way, by mistake (P11).
/// </summary>
/// <param name="shape">What the reader knows.</param>
/// <param name="whereTimesAre">Where a time belongs, as a clause.</param>
/// <param name="whereRecipientsAre">Where a recipient belongs, as a clause.</param>
/// <param name="isStrict">Whether a name is refused that means none of these, too.</param>
internal sealed class StrayRules(BodyShape shape, string whereTimesAre, string whereRecipientsAre, bool isStrict = false)
{
    private const int FoundMax = 10;

    /// <summary>Most names without a meaning in one body: each of them is compared with the known ones.</summary>
    private const int UnknownMax = 10_000;

    private readonly NearNames _near = new(shape);
    private readonly string _whereTimesAre = whereTimesAre;

    /// <summary>What is left behind of a JSON body, in its order; ten at most.</summary>
    public IReadOnlyList<Stray> Find(JsonElement body)
    {
        var walk = new Walk(this);
        walk.Look(body, shape);
        return walk.Found;
    }

    /// <summary>The first that is left behind of an XML body; null: nothing is. A name counts without its namespace.</summary>
    /// <param name="root">The outermost element: the one field of the shape.</param>
    /// <param name="takesAttributes">Whether a known name may be an attribute of the element of this name.</param>
    public Stray? FindFirst(XElement root, Func<string, bool> takesAttributes)
    {
        var walk = new Walk(this, takesAttributes);
        walk.Judge(root, shape, new Step(root.Name.LocalName));
        return walk.Found is [var first, ..] ? first : null;
    }

    /// <summary>Why a name that is not known in its place is refused; null: it may be ignored.</summary>
    private string? RuleFor(string name, BodyShape place)
    {
        var meaning = FieldName.MeaningOf(name);
        if (meaning == FieldMeaning.Way && place == BodyShape.Foreign)
        {
            meaning = FieldMeaning.None;
        }

        var near = _near.Find(name, place);
        if (meaning == FieldMeaning.None && near.Count == 0)
        {
            return isStrict ? "is not a known field" : null;
        }

        meaning = meaning == FieldMeaning.None ? near[0].Meaning : meaning;
        string[] paths = [.. near.Select(static known => known.Path).OfType<string>()];
        var could = meaning == FieldMeaning.None ? "" : $", and could mean a {WordOf(meaning)}";
        return $"is not a known field here{could}" + (paths.Length, meaning) switch
        {
            (> 0, _) => $": did you mean {string.Join(" or ", paths)}?",
            (_, FieldMeaning.Time) => ": " + _whereTimesAre,
            (_, FieldMeaning.Recipient) => ": " + whereRecipientsAre,
            _ => "",
        };
    }

    /// <summary>The word for a meaning.</summary>
    public static string WordOf(FieldMeaning meaning) => meaning switch
    {
        FieldMeaning.Time => "time",
        FieldMeaning.Recipient => "recipient",
        FieldMeaning.Limit => "limit",
        FieldMeaning.Way => "way to send",
        _ => throw new System.Diagnostics.UnreachableException($"{meaning} has no word."),
    };

    /// <summary>One way through a body.</summary>
    private sealed class Walk(StrayRules rules, Func<string, bool>? takesAttributes = null)
    {
        private readonly List<Stray> _found = [];
        private readonly List<Step> _place = [];
        private int _unknown;

        public IReadOnlyList<Stray> Found => _found;

        private bool IsOver => _found.Count >= FoundMax || _unknown > UnknownMax;

        public void Look(JsonElement element, BodyShape known)
        {
            if (known.IsWhole)
            {
                return;
            }

            if (element.ValueKind == JsonValueKind.String)
            {
                LookAtText(element.GetString()!, known);
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    _place.Add(new(null, index++));
                    Look(item, known);
                    _place.RemoveAt(_place.Count - 1);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var field in element.EnumerateObject())
                {
                    if (IsOver)
                    {
                        return;
                    }

                    _place.Add(new(field.Name));
                    Judge(field, known);
                    _place.RemoveAt(_place.Count - 1);
                }
            }
        }

        public void Judge(XElement element, BodyShape parent, Step step)
        {
            var name = element.Name.LocalName;
            var known = parent.Find(name);
            _place.Add(step);
            if (!IsOver && known != BodyShape.Free
                && (known is not null || (!Refuses(name, parent) && !FieldName.IsFree(name) && !FieldName.IsNote(name))))
            {
                LookAtAttributes(element, known ?? parent.Stranger);
                if (known is not { IsWhole: true })
                {
                    LookAtText(element.HasElements ? "" : element.Value, known ?? parent.Stranger);
                    LookAtChildren(element, known ?? parent.Stranger);
                }
            }

            _place.RemoveAt(_place.Count - 1);
        }

        private void Judge(JsonProperty field, BodyShape parent)
        {
            var known = parent.Find(field.Name);
            if (known == BodyShape.Given && field.Value.ValueKind == JsonValueKind.Null)
            {
                Add("is null: leave it out, or give it a value");
            }
            else if (known is not null)
            {
                Look(field.Value, known);
            }
            else if (!Refuses(field.Name, parent) && !FieldName.IsFree(field.Name) && !FieldName.IsNote(field.Name))
            {
                Look(field.Value, parent.Stranger);
            }
        }

        /// <summary>Whatever the name is: a time in a field that nobody knows is one that nobody acts on.</summary>
        private void LookAtText(string text, BodyShape known)
        {
            if (known.IsUnknown && !IsOver && WireTime.IsTimeOfADay(text))
            {
                Add("is not a known field, and has a time in it: " + rules._whereTimesAre);
            }
        }

        private void LookAtAttributes(XElement element, BodyShape known)
        {
            var mayBeKnown = !known.IsUnknown && takesAttributes?.Invoke(element.Name.LocalName) == true;
            foreach (var attribute in element.Attributes().Where(static one => !one.IsNamespaceDeclaration))
            {
                var name = attribute.Name.LocalName;
                if (!mayBeKnown || known.Find(name) is null)
                {
                    _place.Add(new("@" + name));
                    if (!Refuses(name, known) && !FieldName.IsNote(name))
                    {
                        LookAtText(attribute.Value, BodyShape.Unknown);
                    }

                    _place.RemoveAt(_place.Count - 1);
                }
            }
        }

        private void LookAtChildren(XElement element, BodyShape known)
        {
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var child in element.Elements())
            {
                // The first of several has no index: so there is no need to count them ahead.
                var name = child.Name.LocalName;
                var index = seen.GetValueOrDefault(name);
                seen[name] = index + 1;
                Judge(child, known, new(index == 0 ? name : $"{name}[{index}]"));
            }
        }

        /// <summary>Whether an unknown name at the place is refused; it is noted then.</summary>
        private bool Refuses(string name, BodyShape place)
        {
            if (IsOver)
            {
                return true;
            }

            if (rules.RuleFor(name, place) is { } rule)
            {
                Add(rule);
                return true;
            }

            if (++_unknown <= UnknownMax)
            {
                return false;
            }

            Add("is one unknown field too many");
            return true;
        }

        private void Add(string rule) => _found.Add(new([.. _place], rule));
    }
}
