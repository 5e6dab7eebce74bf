"""Chapter eight: what if?"""
