/** A choice among a few values, or all of them. */
type Props = { label: string; value: string; all: string; options: readonly string[]; choose: (value: string) => void };

export function Choice({ label, value, all, options, choose }: Props) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}
